"""The open merchant platform: wiring of the apps, no rules."""

from cafe24clone.celery import app as celery_app

__all__ = ["celery_app"]
