"""Rows that nobody changes: the ID registry (R0.22) and the audit log (design 4)."""

from __future__ import annotations

from django.db import migrations

FUNCTION = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
TABLES = ["accounts_loginidregistry", "accounts_auditentry"]


def trigger(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        f"DROP TRIGGER append_only ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_secure_tenant_tables")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION refuse_change()"),
        *(trigger(table) for table in TABLES),
    ]
