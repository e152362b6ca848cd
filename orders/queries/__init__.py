"""What the screens of orders show."""
