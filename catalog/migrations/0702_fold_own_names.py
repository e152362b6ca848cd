"""Fill the folded names of listings that have a name of their own; migrator sees every mall's rows."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from catalog.models.product import folded

ROWS_AT_A_TIME = 1000


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """By SQL, because the key of a row is `(mall_id, id)` and no mall is open."""
    with schema_editor.connection.cursor() as cursor:
        last = 0
        while True:
            cursor.execute(
                "SELECT mall_id, id, texts->>'name' FROM catalog_productlisting"
                " WHERE texts ? 'name' AND id > %s ORDER BY id LIMIT %s",
                [last, ROWS_AT_A_TIME],
            )
            rows = cursor.fetchall()
            for mall_id, pk, name in rows:
                cursor.execute(
                    "UPDATE catalog_productlisting SET name_folded = %s WHERE mall_id = %s AND id = %s",
                    [folded(name or ""), mall_id, pk],
                )
            if len(rows) < ROWS_AT_A_TIME:
                return
            last = rows[-1][1]


class Migration(migrations.Migration):
    dependencies = [("catalog", "0701_own_names_folded")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
