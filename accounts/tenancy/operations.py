"""Migration operations that give a tenant table its composite keys and row-level security (design 3.1 to 3.4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

ONE_MALL = "mall_id = nullif(current_setting('app.mall_id', true), '')::bigint"
# In a subquery the list is read once per statement; without it, it was parsed anew for each row (2,000 malls: 50x).
BATCH_OF_MALLS = "mall_id = ANY((SELECT nullif(current_setting('app.mall_ids', true), '')::bigint[])::bigint[])"


class SecureTenantTable(Operation):
    """Make `(mall_id, id)` the primary key, keys composite, and row security enabled and forced.

    `foreign_keys` names the TenantForeignKey fields; `batch` grants role `batch` the listed rights (for example
    "SELECT, UPDATE") under its own policy; `app` are the rights of role `app`.
    """

    reversible = True
    atomic = True

    def __init__(
        self,
        model_name: str,
        *,
        foreign_keys: Sequence[str] = (),
        batch: str = "",
        app: str = "SELECT, INSERT, UPDATE, DELETE",
    ) -> None:
        self.model_name = model_name
        self.foreign_keys = list(foreign_keys)
        self.batch = batch
        self.app = app

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        kwargs: dict[str, Any] = {"foreign_keys": self.foreign_keys, "batch": self.batch, "app": self.app}
        return type(self).__name__, [self.model_name], kwargs

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The model state does not change: Django keeps seeing `id` as the key."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        _from: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        table = model._meta.db_table
        for statement in [
            f"ALTER TABLE {table} DROP CONSTRAINT {table}_pkey",
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_pkey PRIMARY KEY (mall_id, id)",
            *(self._add_foreign_key(model, name) for name in self.foreign_keys),
            *wall_statements(table),
            f"REVOKE ALL ON {table} FROM app",
            f"GRANT {self.app} ON {table} TO app",
            *batch_statements(table, self.batch),
        ]:
            schema_editor.execute(statement)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        _to: ProjectState,
    ) -> None:
        model = from_state.apps.get_model(app_label, self.model_name)
        table = model._meta.db_table
        for statement in [
            f"DROP POLICY IF EXISTS batch_of_malls ON {table}",
            f"DROP POLICY one_mall ON {table}",
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
            *(f"ALTER TABLE {table} DROP CONSTRAINT {_key_name(table, name)}" for name in self.foreign_keys),
            f"ALTER TABLE {table} DROP CONSTRAINT {table}_pkey",
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_pkey PRIMARY KEY (id)",
        ]:
            schema_editor.execute(statement)

    def describe(self) -> str:
        return f"Secure the table of {self.model_name} by mall"

    @property
    def migration_name_fragment(self) -> str:
        return f"secure_{self.model_name.lower()}"

    def _add_foreign_key(self, model: Any, name: str) -> str:
        table, field = model._meta.db_table, model._meta.get_field(name)
        target = field.remote_field.model._meta.db_table
        return (
            f"ALTER TABLE {table} ADD CONSTRAINT {_key_name(table, name)} "
            f"FOREIGN KEY (mall_id, {field.column}) REFERENCES {target} (mall_id, id) DEFERRABLE INITIALLY IMMEDIATE"
        )


class SecureNaturalTable(Operation):
    """Row security, enabled and forced, for a table whose natural key begins with `mall_id` and has no `id`.

    `batch` grants role `batch` the listed rights under its own policy.
    """

    reversible = True
    atomic = True

    def __init__(self, model_name: str, *, batch: str = "") -> None:
        self.model_name, self.batch = model_name, batch

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.model_name], {"batch": self.batch}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The model state does not change."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, _from: ProjectState, to_state: ProjectState
    ) -> None:
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        for statement in [*wall_statements(table), *batch_statements(table, self.batch)]:
            schema_editor.execute(statement)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, _to: ProjectState
    ) -> None:
        table = from_state.apps.get_model(app_label, self.model_name)._meta.db_table
        for statement in [
            f"DROP POLICY IF EXISTS batch_of_malls ON {table}",
            f"DROP POLICY one_mall ON {table}",
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        ]:
            schema_editor.execute(statement)

    def describe(self) -> str:
        return f"Secure the table of {self.model_name} by mall"

    @property
    def migration_name_fragment(self) -> str:
        return f"secure_{self.model_name.lower()}"


class CreatePartitionedTable(CreateModel):
    """CreateModel for statistics: partitioned by a range of time, with row security on the parent (design 6).

    The partitions themselves are made and dropped by the clock (`catalog.domain.partitions`).
    """

    def __init__(self, *args: Any, partition_by: str, batch: str = "", **kwargs: Any) -> None:
        self.partition_by, self.batch = partition_by, batch
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        name, args, kwargs = super().deconstruct()
        return name, args, kwargs | {"partition_by": self.partition_by, "batch": self.batch}

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, _from: ProjectState, to_state: ProjectState
    ) -> None:
        model = to_state.apps.get_model(app_label, self.name)
        table = model._meta.db_table
        create, parameters = schema_editor.table_sql(model)
        schema_editor.execute(f"{create} PARTITION BY RANGE ({self.partition_by})", parameters or None)
        for statement in [*wall_statements(table), *batch_statements(table, self.batch)]:
            schema_editor.execute(statement)


def wall_statements(table: str) -> list[str]:
    """Row security, enabled and forced, with the policy of role `app`."""
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY one_mall ON {table} FOR ALL TO app USING ({ONE_MALL}) WITH CHECK ({ONE_MALL})",
    ]


def batch_statements(table: str, rights: str) -> list[str]:
    """Let role `batch` at a table under its own policy; no rights, no statements."""
    if not rights:
        return []
    policy = (
        f"CREATE POLICY batch_of_malls ON {table} FOR ALL TO batch "
        f"USING ({BATCH_OF_MALLS}) WITH CHECK ({BATCH_OF_MALLS})"
    )
    return [policy, f"GRANT {rights} ON {table} TO batch"]


def _key_name(table: str, field_name: str) -> str:
    return f"{table}_{field_name}_in_mall"[:63]
