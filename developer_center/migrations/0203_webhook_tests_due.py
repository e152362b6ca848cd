"""Tests are sent although an endpoint is off: they are found without a look at all that waits for it."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("developer_center", "0402_secure_script_tags")]

    operations = [
        migrations.AddIndex(
            model_name="webhookdelivery",
            index=models.Index(
                condition=models.Q(("log_type", "T"), ("state", "waiting")),
                fields=["next_attempt_at"],
                name="hook_test_due",
            ),
        ),
    ]
