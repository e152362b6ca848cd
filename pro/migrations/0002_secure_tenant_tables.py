"""Row-level security and composite keys of PRO's tables."""

from __future__ import annotations

from django.db import migrations

from accounts.tenancy.operations import SecureTenantTable


class Migration(migrations.Migration):
    dependencies = [("pro", "0001_pro")]

    operations = [
        SecureTenantTable("OperationSwitch"),
        SecureTenantTable("OperationRun"),
        SecureTenantTable("OperationRunItem", foreign_keys=["run"]),
        SecureTenantTable("MessageCredit", foreign_keys=["run"]),
    ]
