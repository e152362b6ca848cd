"""Rules of the Developer Center."""
