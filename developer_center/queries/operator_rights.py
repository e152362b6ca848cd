"""What a mall's operators may do in an app: for the merchant's table, and for the app that asks (R2.43, R2.44)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from accounts.models import Operator
from developer_center.models import Installation, OperatorRights, RightsList
from developer_center.screens import Screen, action_rights, rights_in

OPERATORS_PER_PAGE: Final = 8  # times 200 rights stays below what a form may hold


@dataclass(frozen=True, slots=True)
class Column:
    """A sub-operator in the table, with what is granted."""

    operator: Operator
    granted: frozenset[str]


def installed_with_list(mall_id: int, installation_id: int) -> Installation | None:
    """One of the mall's installed apps, with its app and list; one query."""
    rows = Installation.objects.in_mall(mall_id).select_related("app__rights_list")
    return rows.filter(pk=installation_id).first()


def rights_list_of(installation: Installation) -> RightsList | None:
    """The list of the app as it was last read; None where it never was, or the app has named another address since."""
    found: RightsList | None = getattr(installation.app, "rights_list", None)
    return found if found is not None and found.url == installation.app.operator_rights_url else None


def sub_operators(mall_id: int) -> list[Operator]:
    """Everybody who works in the mall but its owner, by ID; one query, a hundred rows at most."""
    rows = Operator.objects.filter(mall_id=mall_id, is_owner=False, is_active=True).select_related("user")
    return list(rows.order_by("user__login_id"))


def columns_of(installation: Installation, operators: Sequence[Operator]) -> list[Column]:
    """What these operators are granted; one query."""
    rows = OperatorRights.objects.filter(installation=installation, operator__in=operators)
    granted = dict(rows.values_list("operator_id", "granted"))
    return [Column(operator, frozenset(granted.get(operator.pk, []))) for operator in operators]


def may_do(installation: Installation, operator: Operator, screens: list[Screen]) -> frozenset[str]:
    """The rights of one operator among those the app lists now: an owner has all, others what was granted."""
    listed = rights_in(screens)
    if operator.is_owner:
        return frozenset(listed)
    row = OperatorRights.objects.filter(installation=installation, operator=operator).first()
    return frozenset(listed) & whole(row.granted if row else [], screens)


def whole(granted: Sequence[str], screens: list[Screen]) -> frozenset[str]:
    """Rights of the list, in which an action brings the screen it is on."""
    asked = set(granted)
    allowed = {right for screen in screens for right in (screen["id"], *action_rights(screen)) if right in asked}
    return frozenset(allowed | {right.partition(":")[0] for right in allowed})
