"""What the database itself says about the walls, for start-up and for tests (design 3.6)."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import connections

from accounts.tenancy.models import TenantModel

SERVING_ALIASES = ("default", "batch")

WALLS = """
    SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity,
           EXISTS (
               SELECT FROM pg_policy p
               WHERE p.polrelid = c.oid AND p.polpermissive
                 AND pg_get_expr(p.polqual, p.polrelid) LIKE '%%app.mall_id%%'
           )
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'mall_id' AND NOT a.attisdropped
    WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND c.relname = ANY(%s)
"""
OPEN_PARTITIONS = """
    SELECT c.relname
    FROM pg_inherits i
    JOIN pg_class c ON c.oid = i.inhrelid
    JOIN pg_class parent ON parent.oid = i.inhparent
    WHERE parent.relname = ANY(%s) AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
"""


def tenant_models() -> list[type[TenantModel]]:
    """Every concrete model that belongs to one mall."""
    return [model for model in apps.get_models() if issubclass(model, TenantModel)]


def holes_in_the_walls(aliases: tuple[str, ...] = SERVING_ALIASES) -> list[str]:
    """Say in a line each why this process must not serve; an empty list means the walls stand.

    Raises django.db.OperationalError where PostgreSQL does not answer.
    """
    holes = [hole for alias in aliases for hole in _roles_that_get_around(alias)]
    return [*holes, *_tables_without_walls(aliases[0])]


def _roles_that_get_around(alias: str) -> Iterator[str]:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        role, gets_around = cursor.fetchone()
    if gets_around:
        yield f"Role {role} of connection {alias} gets around row-level security."


def _tables_without_walls(alias: str) -> Iterator[str]:
    tables = [model._meta.db_table for model in tenant_models()]
    with connections[alias].cursor() as cursor:
        cursor.execute(WALLS, [tables])
        found = {name: is_forced and has_policy for name, is_forced, has_policy in cursor.fetchall()}
        cursor.execute(OPEN_PARTITIONS, [tables])
        partitions = [name for (name,) in cursor.fetchall()]
    for table in tables:
        if table not in found:
            yield f"Table {table} is missing: run manage.py migrate."
        elif not found[table]:
            yield f"Table {table} has no forced row-level security with a policy."
    yield from (f"Partition {name} has no forced row-level security." for name in partitions)
