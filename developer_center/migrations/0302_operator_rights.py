"""Screens and actions of apps, and what operators may do there (R2.43, R2.44)."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0610_alimtalk"), ("developer_center", "0301_test_malls")]

    operations = [
        migrations.CreateModel(
            name="RightsList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("url", models.CharField(help_text="Where it was read.", max_length=200)),
                ("screens", models.JSONField(default=list)),
                ("fetched_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "app",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rights_list",
                        to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
                    ),
                ),
            ],
            options={"verbose_name": "list of screens", "verbose_name_plural": "lists of screens"},
        ),
        migrations.CreateModel(
            name="OperatorRights",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "granted",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=81), default=list, size=None
                    ),
                ),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "installation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="operator_rights",
                        to="developer_center.installation",
                    ),
                ),
                (
                    "operator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="app_rights",
                        to="accounts.operator",
                    ),
                ),
            ],
            options={
                "verbose_name": "operator's rights in an app",
                "verbose_name_plural": "operators' rights in apps",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("installation", "operator"), name="rights_once_per_operator_and_app"
                    )
                ],
            },
        ),
    ]
