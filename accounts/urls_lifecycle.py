"""An account's end, its export and its sleep."""

from __future__ import annotations

from django.urls import path

from accounts.views import delete_account, dormant, export

lifecycle_urls = [
    path("admin/account/delete/", delete_account.delete_account, name="delete_account"),
    path("goodbye/", delete_account.goodbye, name="goodbye"),
    path("admin/account/export/", export.export, name="export"),
    path("admin/account/export/<int:export_id>/progress/", export.export_progress, name="export_progress"),
    path("admin/account/export/<int:export_id>/download/", export.download_export, name="download_export"),
    path("admin/dormant/", dormant.dormant, name="dormant"),
]
