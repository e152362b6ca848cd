"""What the database itself says about the walls, for start-up and for tests (design 3.6)."""

from __future__ import annotations

from django.apps import apps
from django.db import connections

from accounts.tenancy.models import TenantModel


def tenant_models() -> list[type[TenantModel]]:
    """Every concrete model that belongs to one mall."""
    return [model for model in apps.get_models() if issubclass(model, TenantModel)]


def holes_in_the_walls(alias: str = "default") -> list[str]:
    """Say in a line each why this connection must not serve; an empty list means the walls stand."""
    holes: list[str] = []
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        role, gets_around = cursor.fetchone()
        if gets_around:
            holes.append(f"Role {role} of connection {alias} gets around row-level security.")
        cursor.execute(
            """
            SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity,
                   EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)
            FROM pg_class c
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'mall_id' AND NOT a.attisdropped
            WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
              AND c.relname = ANY(%s)
            """,
            [[model._meta.db_table for model in tenant_models()]],
        )
        found = {name: (is_forced, has_policy) for name, is_forced, has_policy in cursor.fetchall()}
    for model in tenant_models():
        table = model._meta.db_table
        if table not in found:
            holes.append(f"Table {table} is missing: run manage.py migrate.")
        elif not all(found[table]):
            holes.append(f"Table {table} has no forced row-level security with a policy.")
    return holes
