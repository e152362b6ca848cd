"""Row-level security and composite keys of the audit log and the legal records."""

from __future__ import annotations

from django.db import migrations

from accounts.tenancy.operations import SecureTenantTable


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_accounts")]

    operations = [
        SecureTenantTable("AuditEntry", app="SELECT, INSERT"),
        SecureTenantTable("AuditPersonal", foreign_keys=["entry"], app="SELECT, INSERT, DELETE"),
        SecureTenantTable("LegalRecord", app="SELECT, INSERT, DELETE"),
    ]
