"""Naver SmartStore of Korea."""
