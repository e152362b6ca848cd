"""What the pages of a shop show."""
