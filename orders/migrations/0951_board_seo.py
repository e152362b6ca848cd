"""What search engines are told of a board."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0950_tax_of_items")]

    operations = [
        migrations.AddField(
            model_name="board",
            name="seo",
            field=models.JSONField(
                blank=True,
                db_default={},
                default=dict,
                help_text="What of Seo is not as usual; [MALL_NAME] and the like stand for words of the page.",
                verbose_name="search engines",
            ),
        ),
    ]
