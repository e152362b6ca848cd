"""Apps list orders by the day they were cancelled, and by the day the buyer kept them."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0902_customers_by_phone_and_day")]

    operations = [
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("cancelled_at__isnull", False)),
                fields=["mall_id", "cancelled_at"],
                name="order_by_cancellation",
            ),
        ),
        migrations.AddIndex(
            model_name="orderitem",
            index=models.Index(
                condition=models.Q(("confirmed_at__isnull", False)),
                fields=["mall_id", "confirmed_at"],
                name="order_item_by_confirmation",
            ),
        ),
    ]
