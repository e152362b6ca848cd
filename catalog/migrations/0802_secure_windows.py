"""Row-level security of the window counters; role batch keeps them."""

from __future__ import annotations

from django.db import migrations

from accounts.tenancy.operations import SecureNaturalTable, SecureTenantTable


class Migration(migrations.Migration):
    dependencies = [("catalog", "0801_windows")]

    operations = [
        SecureNaturalTable("ProductWindow", batch="SELECT, INSERT, UPDATE, DELETE"),
        SecureTenantTable("WindowMark", batch="SELECT, INSERT, UPDATE, DELETE"),
    ]
