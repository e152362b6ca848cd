"""The Celery application. Messages are wake-up calls; the job ledger is the truth (design 4)."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cafe24clone.settings")

app = Celery("cafe24clone")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
