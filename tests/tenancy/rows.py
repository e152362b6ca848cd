"""Make one row of any tenant model, so that a new model is covered by the walls' tests without a line of its own.

Values come from the fields. A model that needs more (a check over two columns) registers a maker in MAKERS; one
that cannot be made fails loudly and says so.
"""

from __future__ import annotations

import datetime as dt
import decimal
import itertools
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import DatabaseError, models
from django.utils import timezone

from accounts.models import User
from accounts.tenancy.models import TenantModel
from tests.factories import UserFactory

_numbers = itertools.count(1)

# model label -> a function of the given values that returns those beyond what the fields themselves suggest
MAKERS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "orders.CartItem": lambda _given: {"quantity": 1},  # at most 999
    "orders.Article": lambda given: {"depth": int("parent" in given or "parent_id" in given)},
    "developer_center.ScriptTag": lambda _given: {"display_locations": ["all"]},  # one place at least
}

BY_NAME: dict[str, Any] = {"shop_no": 1}
VALUES: list[tuple[type[models.Field], Callable[[Any], Any]]] = [
    (ArrayField, lambda _field: []),
    (models.JSONField, lambda _field: {}),
    (models.UUIDField, lambda _field: uuid.uuid4()),
    (models.DateTimeField, lambda _field: timezone.now()),
    (models.DateField, lambda _field: dt.date(2026, 1, 1) + dt.timedelta(days=next(_numbers))),
    (models.TimeField, lambda _field: dt.time(12)),
    (models.DurationField, lambda _field: dt.timedelta(hours=1)),
    (models.BooleanField, lambda _field: False),
    (models.DecimalField, lambda _field: decimal.Decimal(1)),
    (models.FloatField, lambda _field: 1.0),
    (models.IntegerField, lambda _field: next(_numbers)),
    (models.FileField, lambda _field: f"row{next(_numbers)}.png"),
    (models.EmailField, lambda _field: f"row{next(_numbers)}@example.com"),
    (models.GenericIPAddressField, lambda _field: "192.0.2.1"),
    (models.BinaryField, lambda _field: b"x"),
    (models.CharField, lambda field: f"r{next(_numbers)}"[: field.max_length or 20]),
    (models.TextField, lambda _field: f"row {next(_numbers)}"),
]


def _nothing_more(_given: dict[str, Any]) -> dict[str, Any]:
    return {}


def make_row(model: type[TenantModel], **given: Any) -> TenantModel:
    """Save a row in the open mall; the rows it points to are made as well."""
    values = {**_values(model, given), **MAKERS.get(model._meta.label, _nothing_more)(given), **given}
    row = model(**values)
    try:
        row.save(force_insert=True)
    except (DatabaseError, ValueError) as error:
        raise AssertionError(f"Register a maker for {model._meta.label} in tests/tenancy/rows.py: {error}") from error
    return row


def _values(model: type[models.Model], given: dict[str, Any]) -> dict[str, Any]:
    wanted = [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key and field.name not in {"mall_id", *given} and not field.has_default()
    ]
    return {field.name: _value(field) for field in wanted if not (field.null or field.generated)}


def _value(field: models.Field[Any, Any]) -> Any:
    if isinstance(field, models.ForeignKey):
        return _target(field.remote_field.model)
    if field.name in BY_NAME:
        return BY_NAME[field.name]
    if field.choices:
        return field.flatchoices[0][0]
    for kind, value in VALUES:
        if isinstance(field, kind):
            return value(field)
    raise AssertionError(f"tests/tenancy/rows.py knows no value for {field!r}: add one to VALUES.")


def _target(model: type[models.Model]) -> models.Model:
    if issubclass(model, TenantModel):
        return make_row(model)
    if model is User:
        return UserFactory()
    raise AssertionError(f"tests/tenancy/rows.py cannot make a {model._meta.label}: register a maker.")
