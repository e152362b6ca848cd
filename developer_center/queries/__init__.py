"""What pages of the Developer Center show."""
