"""Gmarket and Auction: the ESM Trading API 2.0 (integrations.md 1.10)."""
