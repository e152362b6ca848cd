"""Operators of a mall, as lists show them."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Mall, Operator
from accounts.rights import all_rights


@dataclass(frozen=True, slots=True)
class OperatorRow:
    """One line of the list; `state` is owner, active, invited or suspended."""

    operator: Operator
    rights: list[str]
    state: str


def operators_of(mall: Mall) -> list[OperatorRow]:
    """The owner first, then by ID; one query for any number. At most a hundred, so there are no pages."""
    labels = {right.key: str(right.label) for right in all_rights()}
    rows = Operator.objects.filter(mall=mall).select_related("user").order_by("-is_owner", "user__login_id")
    return [
        OperatorRow(operator, [labels[key] for key in labels if key in operator.menus], state_of(operator))
        for operator in rows
    ]


def state_of(operator: Operator) -> str:
    """Where an operator stands between invitation and suspension."""
    if operator.is_owner:
        return "owner"
    if not operator.is_active:
        return "suspended"
    return "active" if operator.user.has_usable_password() else "invited"
