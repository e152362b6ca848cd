"""What every change of a contract leaves behind: an entry in the mall's log and a mail to the owner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from accounts.audit import Actor, record
from accounts.domain.dormancy import owner_of, page_url
from accounts.models import AuditEntry
from accounts.outbox import Mail, post
from pro.models import Contract


def move(contract: Contract, state: str, action: str, *, actor: Actor, reason: str = "") -> None:
    """Put a locked contract of the open mall into a state and record it; the caller has checked that it may."""
    before = {"state": contract.state}
    contract.state, contract.reason = state, reason
    contract.decided_at, contract.decided_by = timezone.now(), _staff_id(actor)
    contract.save()
    record(action, contract, actor=actor, before=before, after={"state": state}, reason=reason)


def tell_owner(contract: Contract, kind: str, *, url_name: str = "pro:overview", **context: Any) -> None:
    """Post a mail about the contract to the mall's owner, in the transaction of the change."""
    owner = owner_of(contract.mall_id)
    if owner.email:
        values: Mapping[str, Any] = {
            "contract": contract,
            "mall": contract.mall,
            "action_url": page_url(url_name),
            **context,
        }
        post(Mail(kind, owner.email, owner.language, dict(values), mall_id=contract.mall_id))


def _staff_id(actor: Actor) -> int | None:
    return actor.id if actor.kind == AuditEntry.ActorKind.STAFF else None
