"""System checks of our own rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps.config import AppConfig
from django.core.checks import CheckMessage, Error, register
from django.db import models

from accounts.tenancy.catalog import tenant_models
from accounts.tenancy.models import TenantForeignKey, TenantModel


def tenant_key_indexes(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Each TenantForeignKey has an index that begins with the mall and the key: joins and deletions use it."""
    messages: list[CheckMessage] = []
    for model in tenant_models():
        unique = [
            c.fields for c in model._meta.constraints if isinstance(c, models.UniqueConstraint) and not c.condition
        ]
        indexed = {tuple(fields[:2]) for fields in [*unique, *(index.fields for index in model._meta.indexes)]}
        messages += [
            Error(f"{field} needs an index on mall_id, {field.name}.", obj=model, id="tenancy.E006")
            for field in model._meta.local_fields
            if isinstance(field, TenantForeignKey) and ("mall_id", field.name) not in indexed
        ]
    return messages


def tenant_keys(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Keys between tenant tables are TenantForeignKeys, and uniqueness always begins with the mall."""
    messages: list[CheckMessage] = []
    for model in tenant_models():
        for field in model._meta.local_fields:
            target = getattr(field.remote_field, "model", None)
            points_inside = isinstance(target, type) and issubclass(target, TenantModel)
            if points_inside and not isinstance(field, TenantForeignKey):
                messages.append(Error(f"{field} must be a TenantForeignKey.", obj=model, id="tenancy.E001"))
            if field.unique and not field.primary_key:
                messages.append(Error(f"{field} must be unique per mall.", obj=model, id="tenancy.E002"))
        messages += [
            Error(f"{field} must go through a TenantModel of its own.", obj=model, id="tenancy.E005")
            for field in model._meta.local_many_to_many
            if not issubclass(field.remote_field.through or models.Model, TenantModel)
        ]
        messages += [
            Error(f"{constraint.name} must begin with mall_id.", obj=model, id="tenancy.E003")
            for constraint in model._meta.constraints
            if isinstance(constraint, models.UniqueConstraint) and constraint.fields[:1] != ("mall_id",)
        ]
        messages += [
            Error(f"Index {index.name} must begin with mall_id.", obj=model, id="tenancy.E004")
            for index in model._meta.indexes
            if index.fields[:1] != ["mall_id"]
        ]
    return messages


def register_all() -> None:
    """Called once when the app is ready."""
    register(tenant_keys, "tenancy")
    register(tenant_key_indexes, "tenancy")
