"""Row-level security and the composite key of scripts."""

from __future__ import annotations

from django.db import migrations

from accounts.tenancy.operations import SecureTenantTable


class Migration(migrations.Migration):
    dependencies = [("developer_center", "0401_script_tags")]

    operations = [SecureTenantTable("ScriptTag")]
