"""Defects may be returned for three months of the calendar: 92 days hold any three, and the rule ends them there."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0302_parcel_by_delivery_day")]

    operations = [
        migrations.AlterField(
            model_name="shippingpolicy",
            name="defect_days",
            field=models.PositiveSmallIntegerField(default=92, verbose_name="days to return a defect"),
        ),
        migrations.RunSQL(
            "UPDATE orders_shippingpolicy SET defect_days = 92 WHERE defect_days >= 90",
            "UPDATE orders_shippingpolicy SET defect_days = 90 WHERE defect_days = 92",
        ),
    ]
