"""Wish lists of customers."""

from __future__ import annotations

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from accounts.tenancy.models import TenantForeignKey
from accounts.tenancy.operations import SecureTenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0923_category_number_from_2"),
        ("orders", "0941_customer_memos"),
    ]

    operations = [
        migrations.CreateModel(
            name="WishlistItem",
            fields=[
                ("mall_id", models.BigIntegerField(editable=False)),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("shop_no", models.PositiveSmallIntegerField()),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "customer",
                    TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="wishlist_items",
                        to="orders.customer",
                    ),
                ),
                (
                    "product",
                    TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="catalog.product",
                    ),
                ),
                (
                    "variant",
                    TenantForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="catalog.variant",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["mall_id", "customer", "shop_no", "-id"], name="wishlist_newest"),
                    models.Index(fields=["mall_id", "product", "shop_no", "id"], name="wishlist_by_product"),
                    models.Index(fields=["mall_id", "variant"], name="wishlist_by_variant"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mall_id", "customer", "shop_no", "product"), name="wishlist_holds_product_once"
                    )
                ],
            },
        ),
        SecureTenantTable("WishlistItem", foreign_keys=["customer", "product", "variant"]),
    ]
