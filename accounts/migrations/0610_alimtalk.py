"""Messages that go by AlimTalk, and the mail that takes their place."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0312_shop_rate_answer")]

    operations = [
        migrations.AlterField(
            model_name="outboxmessage",
            name="channel",
            field=models.CharField(
                choices=[("mail", "Mail"), ("alimtalk", "AlimTalk")],
                default="mail",
                max_length=8,
                verbose_name="channel",
            ),
        ),
        migrations.AlterField(
            model_name="outboxmessage",
            name="recipient",
            field=models.CharField(
                help_text="An email address, or a phone's digits.", max_length=254, verbose_name="recipient"
            ),
        ),
        migrations.AddField(
            model_name="outboxmessage", name="fallback_to", field=models.EmailField(blank=True, max_length=254)
        ),
        migrations.AddField(
            model_name="outboxmessage", name="variables", field=models.JSONField(blank=True, default=dict)
        ),
    ]
