"""Only `migrator` changes the schema; `app` has no right to."""

from __future__ import annotations

from typing import Any


class MigratorRouter:
    """Route migrations to the connection of role `migrator`; leave reads and writes to the caller."""

    def allow_migrate(self, db: str, _app_label: str, **_hints: Any) -> bool:
        return db == "migrator"
