"""Coupang (Wing) of Korea."""
