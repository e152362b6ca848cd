"""Labels on items of orders."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from accounts.tenancy.models import TenantForeignKey


class Migration(migrations.Migration):
    dependencies = [("orders", "0942_wishlist")]

    operations = [
        migrations.CreateModel(
            name="OrderItemLabel",
            fields=[
                ("mall_id", models.BigIntegerField(editable=False)),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(db_collation="C", max_length=50, verbose_name="label")),
                (
                    "order",
                    TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="item_labels",
                        to="orders.order",
                    ),
                ),
                (
                    "item",
                    TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="labels",
                        to="orders.orderitem",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["mall_id", "name", "order"], name="item_label_by_name"),
                    models.Index(fields=["mall_id", "order"], name="item_label_of_order"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("mall_id", "item", "name"), name="item_label_once"),
                ],
            },
        ),
    ]
