"""What apps keep of products and combinations by the Admin API, and the store's own code of a combination."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0820_rare_products")]

    operations = [
        migrations.AddField(
            model_name="product",
            name="app_facts",
            field=models.JSONField(
                blank=True,
                db_default={},
                default=dict,
                help_text=(
                    "What apps keep of it by the Admin API and no rule of ours reads: wire name -> value, as checked."
                ),
            ),
        ),
        migrations.AddField(
            model_name="variant",
            name="app_facts",
            field=models.JSONField(
                blank=True, db_default={}, default=dict, help_text="What apps keep of it, as Product.app_facts."
            ),
        ),
        migrations.AddField(
            model_name="variant",
            name="own_code",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="The store's own; several may have the same.",
                max_length=40,
                verbose_name="own code of the combination",
            ),
        ),
    ]
