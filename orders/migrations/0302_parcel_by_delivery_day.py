"""The order lists find parcels by the day they arrived."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0301_discount_use_given_back")]

    operations = [
        migrations.AddIndex(
            model_name="parcel",
            index=models.Index(fields=["mall_id", "delivered_at"], name="parcel_by_delivery_day"),
        ),
    ]
