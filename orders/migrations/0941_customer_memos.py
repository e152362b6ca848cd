"""Notes of the store about a customer."""

from __future__ import annotations

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from accounts.tenancy.models import TenantForeignKey
from accounts.tenancy.operations import SecureTenantTable


class Migration(migrations.Migration):
    dependencies = [("orders", "0932_secure_boards")]

    operations = [
        migrations.CreateModel(
            name="CustomerMemo",
            fields=[
                ("mall_id", models.BigIntegerField(editable=False)),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("text", models.TextField(max_length=2000, verbose_name="memo")),
                ("is_important", models.BooleanField(default=False, verbose_name="important")),
                ("author_id", models.CharField(blank=True, max_length=20)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "customer",
                    TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memos",
                        to="orders.customer",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["mall_id", "customer", "-id"], name="memo_of_customer")],
            },
        ),
        SecureTenantTable("CustomerMemo", foreign_keys=["customer"]),
    ]
