"""Pages of accounts on the platform host."""

from __future__ import annotations

from django.urls import path

from accounts.urls_lifecycle import lifecycle_urls
from accounts.urls_profile import profile_urls
from accounts.urls_signin import signin_urls
from accounts.views import operations

app_name = "accounts"

urlpatterns = [
    *signin_urls,
    path("-/healthz", operations.healthz, name="healthz"),
    path("-/readyz", operations.readyz, name="readyz"),
    path("-/metrics", operations.metrics, name="metrics"),
    *lifecycle_urls,
    *profile_urls,
]
