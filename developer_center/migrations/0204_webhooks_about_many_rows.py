"""An event about many rows names them, so that each row's events keep their order."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("developer_center", "0203_webhook_tests_due")]

    operations = [
        migrations.AddField(
            model_name="webhookdelivery",
            name="resources",
            field=ArrayField(
                base_field=models.CharField(max_length=60), blank=True, db_default=[], default=list, size=None
            ),
        ),
        migrations.AddIndex(
            model_name="webhookdelivery",
            index=models.Index(
                condition=models.Q(("state", "waiting"), models.Q(("resources", []), _negated=True)),
                fields=["app", "mall", "id"],
                name="hook_of_many_in_order",
            ),
        ),
    ]
