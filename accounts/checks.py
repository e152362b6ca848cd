"""System checks of our own rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps.config import AppConfig
from django.core.checks import CheckMessage, Error, register
from django.db import models

from accounts.tenancy.catalog import tenant_models
from accounts.tenancy.models import TenantForeignKey, TenantModel


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
