"""The raw answer behind a shop's exchange rate, and how its prices are rounded."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0301_deleted_is_final"),
    ]

    operations = [
        migrations.AddField(
            model_name="shop",
            name="rate_answer",
            field=models.JSONField(blank=True, default=dict, help_text="What the source of the rate answered."),
        ),
        migrations.AddField(
            model_name="shop",
            name="rounding",
            field=models.CharField(
                choices=[
                    ("unit", "The currency's smallest unit"),
                    ("whole", "Whole units, or tens where the currency has no smaller unit"),
                    ("ninety_nine", "Up to .99, or to 9 where the currency has no smaller unit"),
                ],
                default="unit",
                max_length=12,
                verbose_name="prices are rounded to",
            ),
        ),
    ]
