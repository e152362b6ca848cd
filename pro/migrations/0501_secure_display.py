"""Row-level security of the main display's tables; role batch writes the runs."""

from __future__ import annotations

from django.db import migrations

from accounts.tenancy.operations import SecureTenantTable


class Migration(migrations.Migration):
    dependencies = [("pro", "0500_display"), ("catalog", "0802_secure_windows")]

    operations = [
        SecureTenantTable("DisplayStartCount", foreign_keys=["main_category"], batch="SELECT"),
        SecureTenantTable("DisplayRun", batch="SELECT, INSERT, DELETE"),
    ]
