"""Marketplaces: one folder each, on the base that stands here (README.md)."""
