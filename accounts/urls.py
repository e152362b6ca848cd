"""Pages of accounts on the platform host."""

from __future__ import annotations

from django.urls import path

from accounts import urls_lifecycle
from accounts.views import operations

app_name = "accounts"

urlpatterns = [
    path("-/healthz", operations.healthz, name="healthz"),
    path("-/readyz", operations.readyz, name="readyz"),
    path("-/metrics", operations.metrics, name="metrics"),
    *urls_lifecycle.urlpatterns,
]
