"""What PRO's screens show."""
