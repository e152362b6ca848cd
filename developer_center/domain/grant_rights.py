"""Say what sub-operators may do in an app (R2.43)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils import timezone

from accounts.audit import Actor, record
from accounts.models import Operator
from developer_center.models import Installation, OperatorRights
from developer_center.queries.operator_rights import rights_list_of, whole
from developer_center.screens import rights_in


class NoListYet(Exception):
    """The app's list was never read, or was read from another address than the app names now."""


@transaction.atomic
def grant_rights(mall_id: int, installation_id: int, wanted: Mapping[int, Collection[str]], *, actor: Actor) -> int:
    """Replace the rights of the operators named by key, in the open mall; returns how many differ from before.

    What the app does not list is left out, as are operators of other malls, suspended ones and the owner, who has
    every right. Raises Installation.DoesNotExist, NoListYet.
    """
    rows = Installation.objects.select_for_update(of=("self",)).in_mall(mall_id).select_related("app__rights_list")
    installation = rows.get(pk=installation_id)
    rights_list = rights_list_of(installation)
    if rights_list is None:
        raise NoListYet
    changed = 0
    people = Operator.objects.filter(mall_id=mall_id, is_owner=False, is_active=True, pk__in=wanted)
    for operator in people.order_by("pk"):
        allowed = whole(list(wanted[operator.pk]), rights_list.screens)
        ordered = [right for right in rights_in(rights_list.screens) if right in allowed]
        changed += _put(installation, operator, ordered, actor)
    return changed


def _put(installation: Installation, operator: Operator, granted: list[str], actor: Actor) -> bool:
    row = OperatorRights.objects.filter(installation=installation, operator=operator).first()
    before = row.granted if row else []
    if before == granted:
        return False
    values = {"granted": granted, "changed_at": timezone.now()}
    OperatorRights.objects.update_or_create(installation=installation, operator=operator, defaults=values)
    record(
        "app.rights_granted",
        installation,
        actor=actor,
        before={"operator_id": operator.pk, "granted": before},
        after={"granted": granted},
    )
    return True
