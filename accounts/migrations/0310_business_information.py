"""What Korea's e-commerce law wants at the foot of a store beside what was there."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0301_deleted_is_final"),
    ]

    operations = [
        migrations.AddField(
            model_name="mall",
            name="mail_order_number",
            field=models.CharField(blank=True, max_length=40, verbose_name="mail-order business number"),
        ),
        migrations.AddField(
            model_name="mall",
            name="privacy_officer",
            field=models.CharField(blank=True, max_length=60, verbose_name="privacy officer"),
        ),
    ]
