"""eBay Japan, which was Qoo10 Japan: QAPI (integrations.md 1.1)."""
