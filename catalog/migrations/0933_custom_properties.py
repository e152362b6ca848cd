"""Properties of products that a store makes up, and their values."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

import accounts.tenancy.models
from accounts.tenancy.operations import SecureTenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0932_decorations"),
    ]

    operations = [
        migrations.CreateModel(
            name="CustomProperty",
            fields=[
                ("mall_id", models.BigIntegerField(editable=False)),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=250, verbose_name="name")),
                ("is_displayed", models.BooleanField(default=True, verbose_name="show on product pages")),
            ],
            options={
                "verbose_name": "product property",
                "verbose_name_plural": "product properties",
                "constraints": [models.UniqueConstraint(fields=("mall_id", "name"), name="custom_property_once")],
            },
        ),
        migrations.CreateModel(
            name="PropertyValue",
            fields=[
                ("mall_id", models.BigIntegerField(editable=False)),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("shop_no", models.PositiveSmallIntegerField()),
                ("value", models.CharField(max_length=1000, verbose_name="value")),
                (
                    "custom_property",
                    accounts.tenancy.models.TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="values",
                        to="catalog.customproperty",
                    ),
                ),
                (
                    "product",
                    accounts.tenancy.models.TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="property_values",
                        to="catalog.product",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["mall_id", "custom_property"], name="value_of_property")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mall_id", "product", "shop_no", "custom_property"), name="property_value_once"
                    )
                ],
            },
        ),
        SecureTenantTable("CustomProperty"),
        SecureTenantTable("PropertyValue", foreign_keys=["product", "custom_property"]),
    ]
