"""Automated emails of a mall: which kinds go out, to whom, in which words (screens.md 4.8)."""
