"""The Celery application. Messages are wake-up calls; the job ledger is the truth (design 4)."""

from __future__ import annotations

import os
from typing import Any

import django
from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cafe24clone.settings")

app = Celery("cafe24clone")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def refuse_unsafe_start(**_kwargs: Any) -> None:
    """A worker does not start where one mall could see another (design 3.6)."""
    django.setup()
    from accounts.tenancy.startup import refuse_holes  # noqa: PLC0415 - needs the apps

    refuse_holes()
