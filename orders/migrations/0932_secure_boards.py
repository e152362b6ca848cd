"""Row-level security and composite keys of boards."""

from __future__ import annotations

from django.db import migrations

from accounts.tenancy.operations import SecureTenantTable


class Migration(migrations.Migration):
    dependencies = [("orders", "0931_boards")]

    operations = [
        SecureTenantTable("Board"),
        SecureTenantTable("Article", foreign_keys=["parent", "product", "customer"]),
        SecureTenantTable("Comment", foreign_keys=["article", "parent", "customer"]),
    ]
