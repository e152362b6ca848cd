"""What a deletion would take along, counted."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Mall
from accounts.tenancy.catalog import tenant_models


@dataclass(frozen=True, slots=True)
class Loss:
    """A kind of record and how many there are."""

    label: str
    count: int


def losses(mall: Mall) -> list[Loss]:
    """Kinds of records with at least one row, by the models' own names; the mall must be open.

    Grows with the apps by itself: a model counts once it says a `verbose_name_plural` of its own, which the tables
    that only serve others do not.
    """
    people = mall.operators.filter(is_owner=False, is_active=True).count()
    found = [Loss(str(_plural(mall.operators.model)), people)] if people else []
    for model in tenant_models():
        if model.outlives_mall or "verbose_name_plural" not in model._meta.original_attrs:
            continue
        count = model.objects.count()
        if count:
            found.append(Loss(str(_plural(model)), count))
    return found


def _plural(model: type[object]) -> object:
    return model._meta.verbose_name_plural  # type: ignore[attr-defined]
