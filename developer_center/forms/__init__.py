"""Input of the Developer Center."""
