"""Row-level security of sale events, and what the statistics fold may do as role batch."""

from __future__ import annotations

from django.db import migrations

from accounts.tenancy.operations import SecureTenantTable


class Migration(migrations.Migration):
    dependencies = [("catalog", "0006_sale_events")]

    operations = [
        SecureTenantTable("SaleEvent", batch="SELECT, DELETE"),
        migrations.RunSQL(
            "GRANT SELECT, INSERT, UPDATE ON catalog_foldmark TO batch", "REVOKE ALL ON catalog_foldmark FROM batch"
        ),
    ]
