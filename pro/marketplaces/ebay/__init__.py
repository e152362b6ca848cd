"""eBay: its Sell APIs (integrations.md 1.6)."""
