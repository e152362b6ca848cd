"""Row-level security and composite keys of the catalog; display ranking reads products and listings in batches."""

from __future__ import annotations

from django.db import migrations

from accounts.tenancy.operations import SecureTenantTable


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_secure_tenant_tables"), ("catalog", "0001_catalog")]

    operations = [
        SecureTenantTable("Product", batch="SELECT"),
        SecureTenantTable("ProductListing", foreign_keys=["product"], batch="SELECT"),
        SecureTenantTable("Variant", foreign_keys=["product"], batch="SELECT"),
        SecureTenantTable("ProductImage", foreign_keys=["product"]),
    ]
