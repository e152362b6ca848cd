"""Webhooks: endpoints, the ledger of deliveries and its log, and on the tenant plane what was said and answered."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import accounts.models.sealed


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0610_alimtalk"),
        ("developer_center", "0101_tokens_by_age"),
    ]

    operations = [
        migrations.CreateModel(
            name="WebhookAnswer",
            fields=[
                ("mall_id", models.BigIntegerField(editable=False)),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("log_id", models.BigIntegerField()),
                ("text", models.TextField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "indexes": [models.Index(fields=["mall_id", "created_at"], name="webhook_answer_by_age")],
                "constraints": [models.UniqueConstraint(fields=("mall_id", "log_id"), name="webhook_answer_once")],
            },
        ),
        migrations.CreateModel(
            name="WebhookBody",
            fields=[
                ("mall_id", models.BigIntegerField(editable=False)),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("delivery_id", models.BigIntegerField()),
                ("text", models.TextField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "indexes": [models.Index(fields=["mall_id", "created_at"], name="webhook_body_by_age")],
                "constraints": [models.UniqueConstraint(fields=("mall_id", "delivery_id"), name="webhook_body_once")],
            },
        ),
        migrations.CreateModel(
            name="WebhookDelivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "log_type",
                    models.CharField(
                        choices=[("G", "Event"), ("R", "Sent again"), ("T", "Test")], default="G", max_length=1
                    ),
                ),
                ("event_no", models.PositiveIntegerField(verbose_name="event")),
                ("resource", models.CharField(blank=True, max_length=60)),
                ("entry_id", models.BigIntegerField(help_text="The audit entry that it tells of.", null=True)),
                ("trace_id", models.UUIDField(default=uuid.uuid4)),
                ("open_body", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("done", "Delivered"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                (
                    "next_attempt_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="next attempt"),
                ),
                ("lease_until", models.DateTimeField(null=True)),
                ("last_error", models.CharField(blank=True, max_length=200, verbose_name="last error")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="created"),
                ),
                ("finished_at", models.DateTimeField(null=True, verbose_name="finished")),
                (
                    "app",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
                        verbose_name="app",
                    ),
                ),
                (
                    "installation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="developer_center.installation",
                    ),
                ),
                (
                    "mall",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.mall",
                        verbose_name="mall",
                    ),
                ),
            ],
            options={
                "verbose_name": "webhook delivery",
                "verbose_name_plural": "webhook deliveries",
            },
        ),
        migrations.CreateModel(
            name="WebhookEndpoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seal_token", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("url", models.CharField(max_length=200, verbose_name="Webhook URL")),
                (
                    "events",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), default=list, size=None, verbose_name="events"
                    ),
                ),
                ("key", accounts.models.sealed.SealedField(verbose_name="Webhook key")),
                ("key_made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="key issued")),
                ("is_enabled", models.BooleanField(default=True, verbose_name="in use")),
                ("disabled_at", models.DateTimeField(null=True, verbose_name="out of use since")),
                (
                    "disabled_why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("developer", "Switched off in the Developer Center"),
                            ("gone", "The receiver answered 410 Gone"),
                            ("failing", "Every delivery failed for three days"),
                        ],
                        max_length=10,
                        verbose_name="why out of use",
                    ),
                ),
                (
                    "failing_since",
                    models.DateTimeField(
                        help_text="Empty once a delivery succeeds.", null=True, verbose_name="failing since"
                    ),
                ),
                ("failures", models.PositiveIntegerField(default=0, verbose_name="failures in a row")),
                ("paused_until", models.DateTimeField(help_text="The circuit is open until then.", null=True)),
                (
                    "app",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="webhook",
                        to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
                        verbose_name="app",
                    ),
                ),
            ],
            options={
                "verbose_name": "webhook endpoint",
                "verbose_name_plural": "webhook endpoints",
            },
        ),
        migrations.CreateModel(
            name="WebhookLog",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "log_type",
                    models.CharField(choices=[("G", "Event"), ("R", "Sent again"), ("T", "Test")], max_length=1),
                ),
                ("event_no", models.PositiveIntegerField()),
                ("requested_at", models.DateTimeField()),
                ("endpoint", models.CharField(max_length=200)),
                ("is_success", models.BooleanField()),
                ("http_code", models.PositiveSmallIntegerField(null=True)),
                (
                    "why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("redirect", "A redirect, which is not followed."),
                            ("not_public", "The address is not a public one."),
                            ("too_slow", "No whole answer within 5 seconds."),
                            ("no_connection", "No connection came about, or it broke off."),
                        ],
                        max_length=15,
                    ),
                ),
                ("open_answer", models.TextField(blank=True, help_text="Of deliveries with an open body.")),
                (
                    "app",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
                    ),
                ),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="logs",
                        to="developer_center.webhookdelivery",
                    ),
                ),
                (
                    "mall",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.mall",
                    ),
                ),
            ],
            options={
                "verbose_name": "webhook log",
                "verbose_name_plural": "webhook logs",
            },
        ),
        migrations.AddIndex(
            model_name="webhookdelivery",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["app", "next_attempt_at", "id"],
                name="hook_due_of_app",
            ),
        ),
        migrations.AddIndex(
            model_name="webhookdelivery",
            index=models.Index(
                condition=models.Q(("state", "waiting")), fields=["app", "mall", "resource", "id"], name="hook_in_order"
            ),
        ),
        migrations.AddIndex(
            model_name="webhookdelivery",
            index=models.Index(
                condition=models.Q(("state", "waiting")), fields=["next_attempt_at"], name="hook_next_due"
            ),
        ),
        migrations.AddIndex(
            model_name="webhookdelivery",
            index=models.Index(fields=["mall", "created_at"], name="hook_of_mall_by_age"),
        ),
        migrations.AddConstraint(
            model_name="webhookendpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("disabled_why", ""), ("is_enabled", True)),
                    models.Q(("is_enabled", False), models.Q(("disabled_why", ""), _negated=True)),
                    _connector="OR",
                ),
                name="webhook_disabled_with_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="webhooklog",
            index=models.Index(fields=["app", "-id"], name="hook_log_of_app"),
        ),
        migrations.AddIndex(
            model_name="webhooklog",
            index=models.Index(fields=["app", "mall", "id"], name="hook_log_of_app_in_mall"),
        ),
        migrations.AddIndex(
            model_name="webhooklog",
            index=models.Index(fields=["app", "event_no", "-id"], name="hook_log_by_event"),
        ),
        migrations.AddIndex(
            model_name="webhooklog",
            index=models.Index(
                condition=models.Q(("is_success", False)), fields=["app", "-id"], name="hook_log_failed"
            ),
        ),
        migrations.AddIndex(
            model_name="webhooklog",
            index=models.Index(fields=["mall", "requested_at"], name="hook_log_of_mall_by_age"),
        ),
    ]
