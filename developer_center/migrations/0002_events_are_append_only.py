"""Nobody changes what was written down about an app."""

from __future__ import annotations

from django.db import migrations

TRIGGER = (
    "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON developer_center_appevent"
    " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
)


class Migration(migrations.Migration):
    dependencies = [("developer_center", "0001_apps"), ("accounts", "0003_append_only_tables")]

    operations = [migrations.RunSQL(TRIGGER, "DROP TRIGGER append_only ON developer_center_appevent")]
