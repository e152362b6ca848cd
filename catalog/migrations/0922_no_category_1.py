"""No category has the number 1, which on the wire is the top of the tree: who has it gets the next free one."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def free_the_number(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """By SQL, because the key of a row is `(mall_id, id)` and no mall is open. Keys are checked when all is done."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT GREATEST(2, COALESCE(max(id), 0) + 1) FROM catalog_category")
        (free,) = cursor.fetchone()
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("UPDATE catalog_category SET id = %s WHERE id = 1", [free])
        free += cursor.rowcount
        cursor.execute("UPDATE catalog_category SET parent_id = %s WHERE parent_id = 1", [free - 1])
        cursor.execute("UPDATE catalog_categoryproduct SET category_id = %s WHERE category_id = 1", [free - 1])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT setval(pg_get_serial_sequence('catalog_category', 'id'), %s, false)", [free])


class Migration(migrations.Migration):
    dependencies = [("catalog", "0921_category_app_settings")]

    operations = [
        migrations.RunPython(free_the_number, migrations.RunPython.noop),
        # An emptied table, as in tests, begins there again.
        migrations.RunSQL(
            "ALTER TABLE catalog_category ALTER COLUMN id SET START WITH 2",
            "ALTER TABLE catalog_category ALTER COLUMN id SET START WITH 1",
        ),
    ]
