"""Apps find customers by phone number, and list them by the day they signed up."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0901_phone_digits_of_customers")]

    operations = [
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(fields=["mall_id", "phone_digits", "-id"], name="customer_by_phone"),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(fields=["mall_id", "-created_at", "-id"], name="customer_newest"),
        ),
    ]
