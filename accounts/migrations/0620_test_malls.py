"""Malls that are for trying apps say so themselves."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0610_alimtalk")]

    operations = [
        migrations.AddField(
            model_name="mall",
            name="is_test",
            field=models.BooleanField(
                db_default=False,
                default=False,
                editable=False,
                help_text="A developer's, to try apps in: its pages say so.",
                verbose_name="test mall",
            ),
        ),
    ]
