"""A stock move outlives its variant: moves and order items stay equal when a combination is deleted."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations

import accounts.tenancy.models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0602_secure_imports"), ("orders", "0201_claim_money")]

    operations = [
        migrations.AlterField(
            model_name="stockmove",
            name="variant",
            field=accounts.tenancy.models.TenantForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="catalog.variant"
            ),
        ),
    ]
