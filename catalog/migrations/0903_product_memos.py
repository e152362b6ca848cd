"""Notes that apps make about products."""

from __future__ import annotations

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import accounts.tenancy.models
from accounts.tenancy.operations import SecureTenantTable


class Migration(migrations.Migration):
    dependencies = [("catalog", "0902_index_changes_and_codes")]

    operations = [
        migrations.CreateModel(
            name="ProductMemo",
            fields=[
                ("mall_id", models.BigIntegerField(editable=False)),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("author_id", models.CharField(blank=True, default="", max_length=20)),
                ("text", models.CharField(max_length=4000, verbose_name="memo")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "product",
                    accounts.tenancy.models.TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memos",
                        to="catalog.product",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="productmemo",
            index=models.Index(fields=["mall_id", "product", "id"], name="product_memo_in_order"),
        ),
        SecureTenantTable("ProductMemo", foreign_keys=["product"]),
    ]
