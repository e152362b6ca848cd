"""PRO's pages."""
