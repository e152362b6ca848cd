"""Row-level security and composite keys of product imports."""

from __future__ import annotations

from django.db import migrations

from accounts.tenancy.operations import SecureTenantTable


class Migration(migrations.Migration):
    dependencies = [("catalog", "0601_codes_and_imports")]

    operations = [
        SecureTenantTable("ProductImport"),
        SecureTenantTable("ProductImportError", foreign_keys=["product_import"]),
    ]
