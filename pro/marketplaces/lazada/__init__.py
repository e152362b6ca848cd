"""Lazada of six countries: its Open Platform (integrations.md 1.5)."""
