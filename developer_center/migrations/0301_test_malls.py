"""Malls that developers made to try apps in (design 10)."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0610_alimtalk"),
        ("developer_center", "0202_secure_webhooks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TestMall",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "click",
                    models.CharField(
                        help_text="Of the button that made it: one click, one mall.", max_length=32, unique=True
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="created"),
                ),
                (
                    "job",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.job",
                    ),
                ),
                (
                    "mall",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="made_for_test",
                        to="accounts.mall",
                        verbose_name="mall",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="test_malls",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="developer",
                    ),
                ),
            ],
            options={
                "verbose_name": "test mall",
                "verbose_name_plural": "test malls",
                "indexes": [models.Index(fields=["user", "-id"], name="test_mall_of_developer")],
            },
        ),
    ]
