"""Row-level security and composite keys of the promotion products."""

from __future__ import annotations

from django.db import migrations

from accounts.tenancy.operations import SecureTenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("pro", "0400_promotion_products"),
        ("catalog", "0004_secure_categories"),
    ]

    operations = [SecureTenantTable("PromotionProduct", foreign_keys=["product", "main_category"])]
