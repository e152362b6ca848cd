"""What PostgreSQL's own catalogue says about the walls (design 3.1, 3.3, 3.6; R0 of security.md 5.3)."""

from __future__ import annotations

import os
from typing import Any

import pytest
from django.db import DatabaseError, connections, transaction

from accounts.tenancy.catalog import holes_in_the_walls, tenant_models

pytestmark = pytest.mark.django_db(databases="__all__")

TABLES = [model._meta.db_table for model in tenant_models()]
ROLES = {  # name: (superuser, createrole, createdb, bypassrls)
    "app": (False, False, False, False),
    "batch": (False, False, False, False),
    "support": (False, False, False, True),
    "migrator": (False, False, None, True),  # the test cluster lets it copy the template
}
# What role batch may do, and nothing else (design 3.3).
BATCH_MAY: dict[str, set[str]] = {
    "catalog_product": {"SELECT"},
    "catalog_productlisting": {"SELECT"},
    "catalog_variant": {"SELECT"},
    "catalog_maincategory": {"SELECT", "UPDATE"},
    "catalog_maincategoryproduct": {"SELECT", "INSERT", "UPDATE", "DELETE"},
    "catalog_saleevent": {"SELECT", "DELETE"},
    "catalog_foldmark": {"SELECT", "INSERT", "UPDATE"},
    "catalog_productstathour": {"SELECT", "INSERT", "UPDATE", "DELETE"},
    "catalog_productstatday": {"SELECT", "INSERT", "UPDATE", "DELETE"},
    "catalog_shopstathour": {"SELECT", "INSERT", "UPDATE", "DELETE"},
    "catalog_productwindow": {"SELECT", "INSERT", "UPDATE", "DELETE"},
    "catalog_windowmark": {"SELECT", "INSERT", "UPDATE", "DELETE"},
    "pro_displaystartcount": {"SELECT"},
    "pro_displayrun": {"SELECT", "INSERT", "DELETE"},
    "pro_displayareaday": {"SELECT", "INSERT", "UPDATE", "DELETE"},
    "pro_operationrun": {"SELECT", "INSERT", "UPDATE", "DELETE"},
    "pro_operationrunitem": {"SELECT", "INSERT", "UPDATE", "DELETE"},
}


def ask(statement: str, *values: Any, alias: str = "default") -> list[tuple[Any, ...]]:
    with connections[alias].cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def run(statement: str, alias: str) -> None:
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute(statement)


def test_the_walls_have_no_holes():
    assert holes_in_the_walls() == []


@pytest.mark.parametrize("table", TABLES)
def test_row_security_is_enabled_and_forced_with_a_policy_per_role(table):
    [(enabled, forced)] = ask("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = %s", table)
    assert (enabled, forced) == (True, True)
    policies = {
        name: (roles, using, check)
        for name, roles, using, check in ask(
            "SELECT policyname, roles::text, qual, with_check FROM pg_policies WHERE tablename = %s", table
        )
    }
    roles, using, check = policies.pop("one_mall")
    assert roles == "{app}"
    assert using == check
    assert "mall_id = (NULLIF(current_setting('app.mall_id'::text, true), ''::text))::bigint" in using
    batch = policies.pop("batch_of_malls", None)
    assert (batch is not None) == (table in BATCH_MAY)
    if batch:
        assert batch[0] == "{batch}"
        assert batch[1] == batch[2]
        assert "app.mall_ids" in batch[1]
    assert policies == {}


@pytest.mark.parametrize("table", TABLES)
def test_the_mall_is_the_first_column_and_begins_every_index(table):
    [(first, not_null)] = ask(
        "SELECT attname, attnotnull FROM pg_attribute WHERE attrelid = %s::regclass AND attnum = 1", table
    )
    assert (first, not_null) == ("mall_id", True)
    indexes = ask(
        """
        SELECT i.indexrelid::regclass::text, a.attname, i.indisprimary,
               (SELECT count(*) FROM unnest(i.indkey) k)
        FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE i.indrelid = %s::regclass
        """,
        table,
    )
    assert {name: column for name, column, _primary, _columns in indexes if column != "mall_id"} == {}
    assert [columns for _n, _c, is_primary, columns in indexes if is_primary] in ([2], [3], [4], [5])


@pytest.mark.parametrize("table", TABLES)
def test_keys_between_tenant_tables_are_composite(table):
    keys = ask(
        """
        SELECT c.conname, c.confrelid::regclass::text, cardinality(c.conkey),
               (SELECT attname FROM pg_attribute WHERE attrelid = c.conrelid AND attnum = c.conkey[1])
        FROM pg_constraint c WHERE c.contype = 'f' AND c.conrelid = %s::regclass
        """,
        table,
    )
    inside = [key for key in keys if key[1] in TABLES]
    assert [key for key in inside if key[2:] != (2, "mall_id")] == []
    model = next(m for m in tenant_models() if m._meta.db_table == table)
    fields = [f for f in model._meta.local_fields if f.is_relation and f.remote_field.model in tenant_models()]
    assert len(inside) >= len(fields), "a TenantForeignKey is not named in SecureTenantTable(foreign_keys=...)"


@pytest.mark.parametrize("role", ROLES)
def test_roles_have_just_the_powers_they_need(role):
    [powers] = ask("SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls FROM pg_roles WHERE rolname = %s", role)
    expected = ROLES[role]
    assert [p for p, e in zip(powers, expected, strict=True) if e is not None] == [e for e in expected if e is not None]


@pytest.mark.parametrize("alias", ["default", "counters", "batch", "support"])
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE loose (id int)",
        "ALTER TABLE accounts_auditentry DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE accounts_auditentry NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY one_mall ON accounts_auditentry",
        "CREATE POLICY open ON accounts_auditentry USING (true)",
        "DROP TRIGGER append_only ON accounts_auditentry",
        "DROP TABLE accounts_auditentry",
        "SET ROLE migrator",
        "SET SESSION AUTHORIZATION migrator",
        "ALTER ROLE app BYPASSRLS",
        "SET session_replication_role = replica",
    ],
)
def test_no_serving_role_can_take_a_wall_down(alias, statement):
    with pytest.raises(DatabaseError):
        run(statement, alias)


def rights(role: str) -> dict[str, set[str]]:
    granted: dict[str, set[str]] = {}
    for table, right in ask(
        """
        SELECT c.relname, r FROM pg_class c, unnest(ARRAY['SELECT','INSERT','UPDATE','DELETE','TRUNCATE']) r
        WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
          AND has_table_privilege(%s, c.oid, r)
        """,
        role,
    ):
        granted.setdefault(table, set()).add(right)
    return granted


def test_support_may_look_at_everything_and_change_nothing():
    granted = rights("support")
    assert set().union(*granted.values()) == {"SELECT"}
    assert set(TABLES) <= set(granted)
    with pytest.raises(DatabaseError, match=r"permission denied|read-only"):
        run("UPDATE accounts_mall SET name = ''", "support")


def test_batch_has_only_what_a_migration_granted():
    assert rights("batch") == BATCH_MAY


def test_app_may_not_truncate_anything():
    assert [table for table, granted in rights("app").items() if "TRUNCATE" in granted] == []


def test_tests_run_as_role_app():
    assert ask("SELECT current_user") == [("app",)]
    assert os.environ["ENVIRONMENT"] == "test"
