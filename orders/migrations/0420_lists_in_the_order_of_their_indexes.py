"""Claims and refunds are listed by when they were asked for, by state and by reason; blocked customers have an index.

Newest customers first is the primary key read backwards; the index beside it only cost writes.
"""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0410_orders_by_memo_return_and_refund_day")]

    operations = [
        migrations.RemoveIndex(model_name="claim", name="claim_by_kind_and_state"),
        migrations.RemoveIndex(model_name="refund", name="refund_by_state"),
        migrations.RemoveIndex(model_name="customer", name="customer_newest"),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["mall_id", "kind", "requested_at", "id"], name="claim_newest"),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["mall_id", "kind", "state", "requested_at", "id"], name="claim_by_state"),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["mall_id", "kind", "reason", "requested_at", "id"], name="claim_by_reason"),
        ),
        migrations.AddIndex(
            model_name="refund",
            index=models.Index(fields=["mall_id", "requested_at", "id"], name="refund_newest"),
        ),
        migrations.AddIndex(
            model_name="refund",
            index=models.Index(fields=["mall_id", "state", "requested_at", "id"], name="refund_in_state"),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                condition=models.Q(("is_active", False)), fields=["mall_id", "-id"], name="customer_blocked"
            ),
        ),
    ]
