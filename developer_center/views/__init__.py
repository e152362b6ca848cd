"""Pages of the Developer Center."""
