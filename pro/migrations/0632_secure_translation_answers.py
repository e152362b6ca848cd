"""Row-level security and composite keys of the engine's answers."""

from __future__ import annotations

from django.db import migrations

from accounts.tenancy.operations import SecureTenantTable


class Migration(migrations.Migration):
    dependencies = [("pro", "0631_translation_answers")]

    operations = [SecureTenantTable("TranslationAnswer")]
