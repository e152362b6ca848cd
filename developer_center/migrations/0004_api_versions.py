"""The API version of an app, and how it shows itself in a theme (GET and PUT apps)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("developer_center", "0003_oauth"),
    ]

    operations = [
        migrations.AddField(
            model_name="app",
            name="api_version",
            field=models.CharField(default="2026-03-01", max_length=10, verbose_name="API version"),
        ),
        migrations.AddField(
            model_name="app",
            name="extension_type",
            field=models.CharField(
                choices=[("section", "section"), ("embedded", "embedded")], default="section", max_length=10
            ),
        ),
        migrations.AddField(
            model_name="app",
            name="initial_api_version",
            field=models.CharField(default="2026-03-01", max_length=10),
        ),
        migrations.AddField(
            model_name="app",
            name="previous_api_version",
            field=models.CharField(blank=True, max_length=10),
        ),
    ]
