"""The switches of Automated emails: per kind, whether it goes to the customer and to the store (R9.12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from accounts.audit import Actor, record
from accounts.models import Mall
from accounts.tenancy import current_mall_id
from orders.domain.mails.kinds import KINDS
from orders.models import MailKind, MailSwitch


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who receives a kind."""

    to_customer: bool
    to_admin: bool


def standard(kind: MailKind) -> Recipients:
    """What holds until the merchant saves something else: every kind to the customer, new orders to the store too."""
    return Recipients(to_customer=True, to_admin=KINDS[kind].to_admin)


def all_recipients() -> dict[MailKind, Recipients]:
    """The switches of the open mall, all kinds in their order; one query."""
    saved = {row.kind: row for row in MailSwitch.objects.all()}
    return {kind: _recipients(kind, saved.get(kind)) for kind in KINDS}


def recipients_of(kind: MailKind) -> Recipients:
    """The switches of one kind."""
    return _recipients(kind, MailSwitch.objects.filter(kind=kind).first())


@transaction.atomic
def save_recipients(wanted: Mapping[MailKind, Recipients], *, actor: Actor) -> int:
    """Store all switches at once and say how many kinds changed; only changes are logged.

    A kind with a secret never goes to the store, whatever is asked (R0.67).
    """
    mall = Mall.objects.select_for_update(no_key=True).get(pk=current_mall_id())  # two Saves one after the other
    now = all_recipients()
    changed = 0
    for kind, asked in wanted.items():
        new = Recipients(asked.to_customer, asked.to_admin and not KINDS[kind].has_secret)
        if new == now[kind]:
            continue
        values = {"to_customer": new.to_customer, "to_admin": new.to_admin}
        MailSwitch.objects.update_or_create(kind=kind, defaults=values)
        before = {"to_customer": now[kind].to_customer, "to_admin": now[kind].to_admin}
        record("mail.switched", mall, actor=actor, before={"mail": kind.value, **before}, after=values)
        changed += 1
    return changed


def _recipients(kind: MailKind, row: MailSwitch | None) -> Recipients:
    if row is None:
        return standard(kind)
    return Recipients(row.to_customer, row.to_admin and not KINDS[kind].has_secret)
