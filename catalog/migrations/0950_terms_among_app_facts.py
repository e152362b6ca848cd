"""Terms of sale stand among the facts of apps; nothing changes in the table."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0933_custom_properties")]

    operations = [
        migrations.AlterField(
            model_name="product",
            name="app_facts",
            field=models.JSONField(
                blank=True,
                db_default={},
                default=dict,
                help_text=(
                    "What apps keep of it by the Admin API, and its terms of sale: wire name -> value, as checked."
                ),
            ),
        ),
    ]
