"""Row-level security of shop documents. A version is never changed: consents name it."""

from __future__ import annotations

from django.db import migrations

from accounts.tenancy.operations import SecureTenantTable


class Migration(migrations.Migration):
    dependencies = [("orders", "0304_shop_documents")]

    operations = [SecureTenantTable("ShopDocument", app="SELECT, INSERT, DELETE")]
