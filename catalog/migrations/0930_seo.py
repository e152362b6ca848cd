"""What search engines are told of products and categories, per shop."""

from __future__ import annotations

from django.db import migrations, models

HELP = "Shop number as text -> what of Seo is not as usual there."


class Migration(migrations.Migration):
    dependencies = [("catalog", "0923_category_number_from_2")]

    operations = [
        migrations.AddField(
            model_name=name,
            name="seo",
            field=models.JSONField(
                blank=True, db_default={}, default=dict, help_text=HELP, verbose_name="search engines"
            ),
        )
        for name in ("category", "product")
    ]
