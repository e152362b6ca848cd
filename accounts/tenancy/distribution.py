"""The statements that turn a plain database into a Citus one (design 3.8)."""

from __future__ import annotations

from django.apps import apps
from django.db import models

from accounts.tenancy.catalog import tenant_models
from accounts.tenancy.models import TenantModel


def statements() -> list[str]:
    """Reference tables that tenant tables point to, then every tenant table by `mall_id`, parents before children."""
    ordered = _parents_first(tenant_models())
    first = ordered[0]._meta.db_table
    lines = [f"SELECT create_reference_table('{table}')" for table in _shared_tables(ordered)]
    for model in ordered:
        table = model._meta.db_table
        colocation = "" if table == first else f", colocate_with => '{first}'"
        lines.append(f"SELECT create_distributed_table('{table}', 'mall_id'{colocation})")
    lines += [f"ALTER ROLE {role} SET citus.propagate_set_commands = 'local'" for role in ("app", "batch")]
    return lines


def _shared_tables(tenants: list[type[TenantModel]]) -> list[str]:
    """Control tables that a tenant row points to with a key that the database holds."""
    targets = {
        field.remote_field.model
        for model in tenants
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and getattr(field, "db_constraint", True)
    }
    return sorted(model._meta.db_table for model in targets & set(apps.get_models()) - set(tenants))


def _parents_first(tenants: list[type[TenantModel]]) -> list[type[TenantModel]]:
    ordered: list[type[TenantModel]] = []

    def add(model: type[TenantModel]) -> None:
        if model in ordered:
            return
        for field in model._meta.local_fields:
            target = getattr(field.remote_field, "model", None)
            if isinstance(target, type) and issubclass(target, TenantModel) and target is not model:
                add(target)
        ordered.append(model)

    for tenant in tenants:
        add(tenant)
    return ordered
