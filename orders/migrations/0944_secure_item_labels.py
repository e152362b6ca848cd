"""Row-level security and composite keys of labels."""

from __future__ import annotations

from django.db import migrations

from accounts.tenancy.operations import SecureTenantTable


class Migration(migrations.Migration):
    dependencies = [("orders", "0943_item_labels")]

    operations = [SecureTenantTable("OrderItemLabel", foreign_keys=["order", "item"])]
