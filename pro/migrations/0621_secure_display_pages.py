"""Row-level security of the areas' days; role batch writes them, and the main display's lines of Work status.

The refresh writes one run per mall and slot for 2,000 malls at once. Its policy lets role batch at these rows alone,
not at the other runs of a mall.
"""

from __future__ import annotations

from django.db import migrations

from accounts.tenancy.operations import BATCH_OF_MALLS, SecureTenantTable

OWN_ROWS = {
    "pro_operationrun": f"{BATCH_OF_MALLS} AND key = 'main-display'",
    "pro_operationrunitem": f"{BATCH_OF_MALLS} AND object_type = 'maincategory'",
}
GRANT = [
    statement
    for table, own_rows in OWN_ROWS.items()
    for statement in (
        f"CREATE POLICY batch_of_malls ON {table} FOR ALL TO batch USING ({own_rows}) WITH CHECK ({own_rows})",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO batch",
    )
]
REVOKE = [
    statement
    for table in OWN_ROWS
    for statement in (f"REVOKE ALL ON {table} FROM batch", f"DROP POLICY batch_of_malls ON {table}")
]


class Migration(migrations.Migration):
    dependencies = [("pro", "0620_display_pages")]

    operations = [
        SecureTenantTable("DisplayAreaDay", batch="SELECT, INSERT, UPDATE, DELETE"),
        migrations.RunSQL("; ".join(GRANT), "; ".join(REVOKE)),
    ]
