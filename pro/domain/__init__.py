"""PRO's rules."""
