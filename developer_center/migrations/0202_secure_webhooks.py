"""What apps were told of a mall, and what they answered, is that mall's alone."""

from __future__ import annotations

from django.db import migrations

from accounts.tenancy.operations import SecureTenantTable


class Migration(migrations.Migration):
    dependencies = [("developer_center", "0201_webhooks")]

    operations = [SecureTenantTable("WebhookBody"), SecureTenantTable("WebhookAnswer")]
