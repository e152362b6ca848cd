"""Terms and privacy notice of each shop, version by version, and which of them orders and customers agreed to."""

from __future__ import annotations

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0303_defects_for_three_months"),
    ]

    operations = [
        migrations.AddField(
            model_name="customer",
            name="privacy_version",
            field=models.PositiveIntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name="customer",
            name="terms_version",
            field=models.PositiveIntegerField(db_default=0, help_text="Of the shop's ShopDocument; 0: not recorded."),
        ),
        migrations.AddField(
            model_name="order",
            name="privacy_version",
            field=models.PositiveIntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name="order",
            name="terms_version",
            field=models.PositiveIntegerField(db_default=0, help_text="Of the shop's ShopDocument; 0: not recorded."),
        ),
        migrations.CreateModel(
            name="ShopDocument",
            fields=[
                ("mall_id", models.BigIntegerField(editable=False)),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("shop_no", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(choices=[("terms", "Terms of use"), ("privacy", "Privacy notice")], max_length=8),
                ),
                ("version", models.PositiveIntegerField()),
                ("body", models.TextField(verbose_name="text")),
                ("is_standard", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "verbose_name": "shop document",
                "verbose_name_plural": "shop documents",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mall_id", "shop_no", "kind", "version"), name="shop_document_version_once"
                    )
                ],
            },
        ),
    ]
