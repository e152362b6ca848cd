"""Row-level security of what merchants say to an agent."""

from __future__ import annotations

from django.db import migrations

from accounts.tenancy.operations import SecureTenantTable


class Migration(migrations.Migration):
    dependencies = [("pro", "0010_texts_and_talks")]

    operations = [SecureTenantTable("AgentMessage")]
