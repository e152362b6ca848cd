"""Pages of accounts on the platform host."""

from __future__ import annotations

from django.urls import path

from accounts.urls_lifecycle import lifecycle_urls
from accounts.urls_profile import profile_urls
from accounts.urls_signin import signin_urls
from accounts.views import mailbox, operations

app_name = "accounts"

urlpatterns = [
    *signin_urls,
    path("-/healthz", operations.healthz, name="healthz"),
    path("-/readyz", operations.readyz, name="readyz"),
    path("-/metrics", operations.metrics, name="metrics"),
    path("-/mail/", mailbox.mailbox, name="mailbox"),
    path("-/mail/<str:name>/", mailbox.mail, name="mailbox_mail"),
    path("-/mail/<str:name>/html", mailbox.mail_html, name="mailbox_html"),
    *lifecycle_urls,
    *profile_urls,
]
