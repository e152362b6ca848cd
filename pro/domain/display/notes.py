"""What a change of a main display's service leaves behind: an entry in the mall's log, and messages to the owner."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts.audit import Actor, record
from accounts.domain.dormancy import owner_of, page_url
from accounts.models import OutboxMessage
from accounts.outbox import Mail, post
from pro.domain.credits import spend
from pro.models import DisplayService


def move(service: DisplayService, state: str, action: str, *, actor: Actor, reason: str = "") -> None:
    """Put a locked service of the open mall into a state, save it and record it; the caller has checked that it may."""
    before = {"state": service.state}
    service.state = state
    service.save()
    after: dict[str, Any] = {"state": state}
    if state == DisplayService.State.ANNOUNCED:
        after["starts_on"] = service.starts_on
    record(action, service, actor=actor, before=before, after=after, reason=reason)


def tell_owner(service: DisplayService, kind: str, **context: Any) -> None:
    """Post a mail about the service to the mall's owner, in the transaction of the change."""
    owner = owner_of(service.mall_id)
    if owner.email:
        post(Mail(kind, owner.email, owner.language, _context(service, context), mall_id=service.mall_id))


def message_owner(service: DisplayService, kind: str, *, stream: str = "", **context: Any) -> OutboxMessage | None:
    """Post a message to the owner: by AlimTalk where the mall names a mobile, else by mail. None: no address at all.

    The mall's name and the days among `context` are the AlimTalk's variables.
    """
    owner = owner_of(service.mall_id)
    if not owner.email:
        return None
    url = page_url("pro:main_display")
    variables = {"mall_name": service.mall.name, "url": url}
    variables |= {name: f"{day:%Y-%m-%d}" for name, day in context.items()}
    mail = Mail(
        kind,
        owner.email,
        owner.language,
        _context(service, context),
        mall_id=service.mall_id,
        stream=stream,
        phone=service.mall.phone,
        variables=variables,
    )
    return post(mail)


def note_cost(message: OutboxMessage) -> None:
    """PRO pays for what a provider took (R3.96)."""
    spend(None, message.channel)


def _context(service: DisplayService, context: dict[str, Any]) -> dict[str, Any]:
    url = page_url("pro:main_display")
    return {"service": service, "mall": service.mall, "action_url": url, "now": timezone.now(), **context}
