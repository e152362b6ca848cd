"""The table of the cache that must survive Redis (one-time-code guards)."""

from __future__ import annotations

from django.db import migrations

CREATE = """
CREATE TABLE cache_entry (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
)
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_append_only_tables")]

    operations = [
        migrations.RunSQL(CREATE, "DROP TABLE cache_entry"),
        migrations.RunSQL(
            "CREATE INDEX cache_entry_expires ON cache_entry (expires)", "DROP INDEX cache_entry_expires"
        ),
    ]
