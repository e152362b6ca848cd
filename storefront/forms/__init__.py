"""What shoppers type in."""
