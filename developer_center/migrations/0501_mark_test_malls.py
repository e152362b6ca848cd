"""Test malls that were made before malls said it themselves."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def mark(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    test_malls = apps.get_model("developer_center", "TestMall").objects.using(schema_editor.connection.alias)
    malls = apps.get_model("accounts", "Mall").objects.using(schema_editor.connection.alias)
    malls.filter(pk__in=list(test_malls.values_list("mall_id", flat=True))).update(is_test=True)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0620_test_malls"), ("developer_center", "0204_webhooks_about_many_rows")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
