"""The order lists find orders by the day of a memo, of a return's request and of a refund."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0401_delay_notice")]

    operations = [
        migrations.AddIndex(
            model_name="ordermemo",
            index=models.Index(fields=["mall_id", "created_at"], name="memo_by_day"),
        ),
        migrations.AddIndex(
            model_name="refund",
            index=models.Index(fields=["mall_id", "refunded_at"], name="refund_by_day"),
        ),
    ]
