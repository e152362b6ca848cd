"""Rakuten Ichiba: RMS WEB SERVICE (integrations.md 1.2)."""
