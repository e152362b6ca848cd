"""Late orders are those paid longest ago that have not left: a partial index holds only what waits."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0420_lists_in_the_order_of_their_indexes")]

    operations = [
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("stage__in", ["preparing", "awaiting_shipment"])),
                fields=["mall_id", "paid_at", "id"],
                name="order_unshipped_by_payment",
            ),
        ),
    ]
