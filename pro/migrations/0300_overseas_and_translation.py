"""Copies to overseas shops, translations, and stopped engines."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import accounts.tenancy.models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0602_secure_imports"),
        ("pro", "0002_secure_tenant_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="EngineStop",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("engine", models.CharField(max_length=20, unique=True, verbose_name="engine")),
                (
                    "reason",
                    models.CharField(
                        choices=[("quota", "Its characters of this month are used up"), ("key", "It refuses the key")],
                        max_length=8,
                        verbose_name="reason",
                    ),
                ),
                ("detail", models.CharField(blank=True, max_length=400, verbose_name="what it said")),
                ("stopped_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="stopped")),
                ("until", models.DateTimeField(verbose_name="until")),
            ],
            options={
                "verbose_name": "stopped engine",
                "verbose_name_plural": "stopped engines",
            },
        ),
        migrations.CreateModel(
            name="NameTranslation",
            fields=[
                ("mall_id", models.BigIntegerField(editable=False)),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("category", "Category"), ("main_category", "Main category")], max_length=13
                    ),
                ),
                ("object_id", models.BigIntegerField()),
                (
                    "language",
                    models.CharField(choices=[("ko", "Korean"), ("en", "English"), ("ja", "Japanese")], max_length=2),
                ),
                ("text", models.CharField(max_length=50)),
                ("translated_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mall_id", "kind", "object_id", "language"), name="name_translated_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OverseasCopy",
            fields=[
                ("mall_id", models.BigIntegerField(editable=False)),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("shop_no", models.PositiveSmallIntegerField()),
                ("product_id", models.BigIntegerField(help_text="No key: the row stands when the product is gone.")),
                (
                    "is_held_back",
                    models.BooleanField(default=False, help_text="Had no weight, so it was not displayed or sold."),
                ),
                ("copied_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_held_back", True)),
                        fields=["mall_id", "shop_no", "-id"],
                        name="copy_held_back",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mall_id", "shop_no", "product_id"), name="product_copied_once_per_shop"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TranslationUsage",
            fields=[
                ("mall_id", models.BigIntegerField(editable=False)),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("month", models.DateField(help_text="Its first day.")),
                ("engine", models.CharField(max_length=20)),
                (
                    "language",
                    models.CharField(choices=[("ko", "Korean"), ("en", "English"), ("ja", "Japanese")], max_length=2),
                ),
                ("characters", models.BigIntegerField(default=0)),
                ("requests", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mall_id", "month", "engine", "language"), name="usage_once_per_month"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TranslationTask",
            fields=[
                ("mall_id", models.BigIntegerField(editable=False)),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "language",
                    models.CharField(
                        choices=[("ko", "Korean"), ("en", "English"), ("ja", "Japanese")],
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[("existing", "There before the shop"), ("new", "Registered later")], max_length=8
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("done", "Translated"), ("beyond_quota", "Beyond the quota")],
                        default="waiting",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("fields", models.JSONField(blank=True, default=dict)),
                ("error", models.CharField(blank=True, max_length=200, verbose_name="error")),
                (
                    "is_edit",
                    models.BooleanField(default=False, help_text="Waits because a ticked field was edited (R3.83)."),
                ),
                ("queued_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="queued")),
                ("try_after", models.DateTimeField(default=django.utils.timezone.now)),
                ("claimed_by", models.BigIntegerField(help_text="Job that works on it.", null=True)),
                ("claimed_until", models.DateTimeField(null=True)),
                ("translated_at", models.DateTimeField(null=True, verbose_name="translated")),
                ("checked_at", models.DateTimeField(help_text="When its base texts were last compared.", null=True)),
                (
                    "product",
                    accounts.tenancy.models.TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="translation_tasks",
                        to="catalog.product",
                    ),
                ),
            ],
            options={
                "verbose_name": "translation",
                "verbose_name_plural": "translations",
                "indexes": [
                    models.Index(fields=["mall_id", "language", "state", "id"], name="translation_in_order"),
                    models.Index(fields=["mall_id", "queued_at"], name="translation_by_queued"),
                    models.Index(fields=["mall_id", "translated_at"], name="translation_by_done"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mall_id", "product", "language"), name="translated_once_per_language"
                    )
                ],
            },
        ),
    ]
