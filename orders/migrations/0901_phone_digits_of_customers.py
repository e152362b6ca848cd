"""Customers are found by their phone number, typed with dashes or without: the database keeps its digits."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0421_unshipped_orders_by_payment")]

    operations = [
        migrations.AddField(
            model_name="customer",
            name="phone_digits",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    "phone", models.Value("[^0-9]"), models.Value(""), models.Value("g"), function="regexp_replace"
                ),
                output_field=models.CharField(db_collation="C", max_length=30),
            ),
        ),
    ]
