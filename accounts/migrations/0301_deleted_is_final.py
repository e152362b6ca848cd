"""No screen, link, staff tool or slip of a hand brings a deleted account back (R0.71): the database refuses it."""

from __future__ import annotations

from django.db import migrations

FUNCTION = """
CREATE FUNCTION refuse_revival() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a deleted account stays deleted' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
MALL = """
CREATE TRIGGER deleted_is_final BEFORE UPDATE ON accounts_mall FOR EACH ROW
WHEN (OLD.status = 'deleted' AND NEW.status <> 'deleted') EXECUTE FUNCTION refuse_revival()
"""
USER = """
CREATE TRIGGER deleted_is_final BEFORE UPDATE ON accounts_user FOR EACH ROW
WHEN (OLD.deleted_at IS NOT NULL AND (NEW.deleted_at IS NULL OR NEW.is_active)) EXECUTE FUNCTION refuse_revival()
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_cache_table")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION refuse_revival()"),
        migrations.RunSQL(MALL, "DROP TRIGGER deleted_is_final ON accounts_mall"),
        migrations.RunSQL(USER, "DROP TRIGGER deleted_is_final ON accounts_user"),
    ]
