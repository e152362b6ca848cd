"""PRO's part of /support/."""
