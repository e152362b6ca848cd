"""The Developer Center: apps, their review, and later OAuth2, the Admin API and webhooks."""
