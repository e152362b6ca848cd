"""The first sale event of an order says so: a shop's orders are counted by it."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0007_secure_sale_events")]

    operations = [
        migrations.AddField(
            model_name="saleevent",
            name="opens_order",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
