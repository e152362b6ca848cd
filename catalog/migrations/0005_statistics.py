"""Statistics per product and per shop, partitioned by time from the first migration (design 6)."""

from __future__ import annotations

from django.db import migrations, models

from accounts.tenancy.operations import CreatePartitionedTable


class Migration(migrations.Migration):
    dependencies = [("catalog", "0004_secure_categories")]

    operations = [
        CreatePartitionedTable(
            name="ProductStatDay",
            fields=[
                ("mall_id", models.BigIntegerField(editable=False)),
                ("shop_no", models.PositiveSmallIntegerField()),
                ("product_id", models.BigIntegerField()),
                ("views", models.BigIntegerField(db_default=0, default=0)),
                ("visits", models.BigIntegerField(db_default=0, default=0)),
                ("cart_adds", models.BigIntegerField(db_default=0, default=0)),
                ("sales", models.BigIntegerField(db_default=0, default=0)),
                ("units", models.BigIntegerField(db_default=0, default=0)),
                ("revenue_minor", models.BigIntegerField(db_default=0, default=0)),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "mall_id",
                        "shop_no",
                        "product_id",
                        "day",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("day", models.DateField()),
            ],
            partition_by="day",
            batch="SELECT, INSERT, UPDATE, DELETE",
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        CreatePartitionedTable(
            name="ProductStatHour",
            fields=[
                ("mall_id", models.BigIntegerField(editable=False)),
                ("shop_no", models.PositiveSmallIntegerField()),
                ("product_id", models.BigIntegerField()),
                ("views", models.BigIntegerField(db_default=0, default=0)),
                ("visits", models.BigIntegerField(db_default=0, default=0)),
                ("cart_adds", models.BigIntegerField(db_default=0, default=0)),
                ("sales", models.BigIntegerField(db_default=0, default=0)),
                ("units", models.BigIntegerField(db_default=0, default=0)),
                ("revenue_minor", models.BigIntegerField(db_default=0, default=0)),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "mall_id",
                        "shop_no",
                        "product_id",
                        "hour_at",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("hour_at", models.DateTimeField()),
            ],
            partition_by="hour_at",
            batch="SELECT, INSERT, UPDATE, DELETE",
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        CreatePartitionedTable(
            name="ShopStatHour",
            fields=[
                ("mall_id", models.BigIntegerField(editable=False)),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "mall_id", "shop_no", "hour_at", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("shop_no", models.PositiveSmallIntegerField()),
                ("hour_at", models.DateTimeField()),
                ("visits", models.BigIntegerField(db_default=0, default=0)),
                ("views", models.BigIntegerField(db_default=0, default=0)),
                ("orders", models.BigIntegerField(db_default=0, default=0)),
                ("revenue_minor", models.BigIntegerField(db_default=0, default=0)),
            ],
            partition_by="hour_at",
            batch="SELECT, INSERT, UPDATE, DELETE",
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
    ]
