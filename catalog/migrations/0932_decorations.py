"""Decoration images and icons of a store, and which of its products wear them."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

import accounts.tenancy.models
from accounts.tenancy.operations import SecureTenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0931_product_seo_from_app_facts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Decoration",
            fields=[
                ("mall_id", models.BigIntegerField(editable=False)),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("image", "Decoration image"), ("icon", "Icon")], max_length=5, verbose_name="kind"
                    ),
                ),
                ("name", models.CharField(max_length=50, verbose_name="name")),
                (
                    "stem",
                    models.CharField(help_text="Path in the media storage without size and ending.", max_length=120),
                ),
                ("width", models.PositiveIntegerField(help_text="Of the large file, in pixels.")),
                ("height", models.PositiveIntegerField(help_text="Of the large file, in pixels.")),
            ],
            options={
                "verbose_name": "decoration",
                "verbose_name_plural": "decorations",
                "indexes": [models.Index(fields=["mall_id", "kind", "id"], name="decoration_by_kind")],
            },
        ),
        migrations.CreateModel(
            name="ProductDecoration",
            fields=[
                ("mall_id", models.BigIntegerField(editable=False)),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("shop_no", models.PositiveSmallIntegerField()),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "horizontal",
                    models.CharField(
                        choices=[("L", "Left"), ("C", "Centre"), ("R", "Right")], default="L", max_length=1
                    ),
                ),
                (
                    "vertical",
                    models.CharField(
                        choices=[("T", "Top"), ("C", "Middle"), ("B", "Bottom")], default="T", max_length=1
                    ),
                ),
                ("starts_at", models.DateTimeField(null=True, verbose_name="from")),
                ("ends_at", models.DateTimeField(null=True, verbose_name="until")),
                (
                    "decoration",
                    accounts.tenancy.models.TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="placements",
                        to="catalog.decoration",
                    ),
                ),
                (
                    "product",
                    accounts.tenancy.models.TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="decorations",
                        to="catalog.product",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["mall_id", "decoration"], name="product_of_decoration")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mall_id", "product", "shop_no", "decoration"), name="decoration_once_on_product"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ends_at", None), ("starts_at", None)),
                            ("ends_at__gt", models.F("starts_at")),
                            _connector="OR",
                        ),
                        name="decoration_period_whole",
                    ),
                ],
            },
        ),
        SecureTenantTable("Decoration"),
        SecureTenantTable("ProductDecoration", foreign_keys=["product", "decoration"]),
    ]
