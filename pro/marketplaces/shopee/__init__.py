"""Shopee of South-East Asia and Taiwan."""
