"""Forms of the pages of orders."""
