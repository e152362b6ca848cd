"""Indexes for what apps ask for most: products changed since a time, and a combination by its own code."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0901_app_facts")]

    operations = [
        migrations.AddIndex(
            model_name="product",
            index=models.Index(fields=["mall_id", "updated_at", "id"], name="product_by_change"),
        ),
        migrations.AddIndex(
            model_name="variant",
            index=models.Index(
                condition=models.Q(("own_code", ""), _negated=True),
                fields=["mall_id", "own_code"],
                name="variant_by_own_code",
            ),
        ),
    ]
