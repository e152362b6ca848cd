"""The tables of the catalog: products, listings per shop, variants, images."""

from __future__ import annotations

from decimal import Decimal

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import accounts.money
import accounts.tenancy.models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Product",
            fields=[
                ("mall_id", models.BigIntegerField(editable=False)),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=250, verbose_name="product name")),
                ("name_folded", models.CharField(db_collation="C", editable=False, max_length=250)),
                ("summary", models.CharField(blank=True, max_length=255, verbose_name="summary")),
                ("short_description", models.TextField(blank=True, verbose_name="short description")),
                (
                    "description",
                    models.TextField(
                        blank=True, help_text="Plain text, or HTML as cleaned.", verbose_name="detailed description"
                    ),
                ),
                (
                    "price",
                    accounts.money.MoneyField(
                        decimal_places=2,
                        help_text="VAT included, in the base shop's currency.",
                        max_digits=14,
                        verbose_name="price",
                    ),
                ),
                ("weight_grams", models.PositiveIntegerField(blank=True, null=True, verbose_name="weight")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="registered"),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="changed"),
                ),
            ],
            options={
                "verbose_name": "product",
                "verbose_name_plural": "products",
                "indexes": [models.Index(fields=["mall_id", "name_folded", "-id"], name="product_by_name")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("price__gte", 0), ("price__lte", Decimal(2147483647))),
                        name="product_price_in_range",
                    ),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="product_has_a_name"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProductImage",
            fields=[
                ("mall_id", models.BigIntegerField(editable=False)),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "stem",
                    models.CharField(help_text="Path in the media storage without size and ending.", max_length=120),
                ),
                ("width", models.PositiveIntegerField(help_text="Of the large file, in pixels.")),
                ("height", models.PositiveIntegerField(help_text="Of the large file, in pixels.")),
                (
                    "product",
                    accounts.tenancy.models.TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="images",
                        to="catalog.product",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("mall_id", "product", "position"), name="image_position_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ProductListing",
            fields=[
                ("mall_id", models.BigIntegerField(editable=False)),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("shop_no", models.PositiveSmallIntegerField()),
                ("display", models.BooleanField(db_default=False, default=False, verbose_name="display")),
                ("selling", models.BooleanField(db_default=False, default=False, verbose_name="selling")),
                (
                    "price",
                    accounts.money.MoneyField(
                        decimal_places=2,
                        help_text="VAT included, in the shop's currency.",
                        max_digits=14,
                        verbose_name="price",
                    ),
                ),
                (
                    "product",
                    accounts.tenancy.models.TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="listings",
                        to="catalog.product",
                    ),
                ),
            ],
            options={
                "verbose_name": "listing",
                "verbose_name_plural": "listings",
                "indexes": [
                    models.Index(
                        condition=models.Q(("display", True)),
                        fields=["mall_id", "shop_no", "-product"],
                        name="listing_displayed_newest",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("mall_id", "product", "shop_no"), name="listing_once_per_shop"),
                    models.CheckConstraint(
                        condition=models.Q(("shop_no__gte", 1), ("shop_no__lte", 15)), name="listing_shop_no_1_to_15"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("price__gte", 0), ("price__lte", Decimal(2147483647))),
                        name="listing_price_in_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Variant",
            fields=[
                ("mall_id", models.BigIntegerField(editable=False)),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("tracks_stock", models.BooleanField(default=False, verbose_name="keep track of stock")),
                ("stock", models.IntegerField(default=0, verbose_name="stock")),
                (
                    "product",
                    accounts.tenancy.models.TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="variants",
                        to="catalog.product",
                    ),
                ),
            ],
            options={
                "verbose_name": "variant",
                "verbose_name_plural": "variants",
                "constraints": [
                    models.UniqueConstraint(fields=("mall_id", "product", "position"), name="variant_position_once"),
                    models.CheckConstraint(condition=models.Q(("stock__gte", 0)), name="variant_stock_not_negative"),
                ],
            },
        ),
    ]
