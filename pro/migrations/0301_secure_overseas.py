"""Row-level security and composite keys of the tables for overseas shops and translation."""

from __future__ import annotations

from django.db import migrations

from accounts.tenancy.operations import SecureTenantTable


class Migration(migrations.Migration):
    dependencies = [("pro", "0300_overseas_and_translation")]

    operations = [
        SecureTenantTable("OverseasCopy"),
        SecureTenantTable("TranslationTask", foreign_keys=["product"]),
        SecureTenantTable("NameTranslation"),
        SecureTenantTable("TranslationUsage"),
    ]
