"""What apps set on a category and the storefront does not follow."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0904_uploaded_pictures")]

    operations = [
        migrations.AddField(
            model_name="category",
            name="app_settings",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="What apps set and read back and the storefront does not follow, by its name on the wire.",
                verbose_name="settings of apps",
            ),
        ),
    ]
