"""Row-level security and composite keys of the categories; display jobs write main categories in batches."""

from __future__ import annotations

from django.db import migrations

from accounts.tenancy.operations import SecureTenantTable


class Migration(migrations.Migration):
    dependencies = [("catalog", "0003_options_and_categories")]

    operations = [
        SecureTenantTable("Category", foreign_keys=["parent"]),
        SecureTenantTable("CategoryProduct", foreign_keys=["category", "product"]),
        SecureTenantTable("MainCategory", batch="SELECT, UPDATE"),
        SecureTenantTable(
            "MainCategoryProduct", foreign_keys=["main_category", "product"], batch="SELECT, INSERT, UPDATE, DELETE"
        ),
    ]
