"""Ask for a dormant mall to be woken, and decide about it (R0.76 to R0.82)."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor, record
from accounts.domain.business_days import business_days_after
from accounts.domain.dormancy import owner_of, page_url
from accounts.models import Mall, ReactivationRequest, User
from accounts.outbox import Mail, post

MESSAGE_LENGTH: Final = 5000
LONGEST_MESSAGE_ID: Final = 255


class MallNotDormant(Exception):
    """Only a dormant mall is woken; a deleted one stays deleted (R0.71)."""


class AlreadyDecided(Exception):
    """Somebody has approved or refused this request before."""


class NothingToWake(Exception):
    """The request names no dormant mall with this address, so it can only be refused."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a mail asks for: the ID and address as they were written, and who sent it."""

    login_id: str
    email: str
    sender: str
    message: str
    message_id: str


def file_request(mall_id: int, *, message: str, actor: Actor) -> ReactivationRequest:
    """File a request in the admin of a dormant mall. While one waits, that one is returned and nothing changes.

    Due three business days on. Raises MallNotDormant.
    """
    with tenancy.mall(mall_id):
        mall = Mall.objects.select_for_update().get(pk=mall_id)
        if not mall.is_dormant:
            raise MallNotDormant(mall.host)
        waiting = _waiting(mall_id)
        if waiting is not None:
            return waiting
        owner = owner_of(mall_id)
        request = ReactivationRequest.objects.create(
            mall=mall,
            channel=ReactivationRequest.Channel.ADMIN,
            login_id=owner.login_id,
            email=owner.email,
            message=message[:MESSAGE_LENGTH],
            due_on=due_on(),
        )
        _note_filed(request, mall, owner, actor)
        return request


def file_mailed_request(asked: Asked) -> ReactivationRequest:
    """File what a mail asks for; a mail that was read before changes nothing and gives the same request.

    Where ID and address belong to a dormant mall, the mall is noted and its owner hears of it; a second mail while
    a request waits is added to that one. Anything else is filed without a mall, for staff to look at: the sender
    learns nothing about which IDs exist.
    """
    key = _key(asked.message_id)
    read_before = ReactivationRequest.objects.filter(message_id=key).first()
    if read_before is not None:
        return read_before
    owner = _owner_of_dormant_mall(asked)
    try:
        with transaction.atomic():
            return _file_unmatched(asked, key) if owner is None else _file_for_mall(asked, key, owner)
    except IntegrityError:
        # Two deliveries of one mail met; the other has filed it.
        return ReactivationRequest.objects.get(message_id=key)


def approve(request_id: int, *, actor: Actor) -> ReactivationRequest:
    """Wake the mall: everything is as it was, and a year begins anew (R0.82).

    Raises AlreadyDecided, NothingToWake, MallNotDormant.
    """
    mall_id = ReactivationRequest.objects.get(pk=request_id).mall_id
    if mall_id is None:
        raise NothingToWake(request_id)
    with tenancy.mall(mall_id):
        mall = Mall.objects.select_for_update().get(pk=mall_id)
        request = _undecided(request_id)
        if not mall.is_dormant:
            raise MallNotDormant(mall.host)
        mall.status, mall.dormant_at = Mall.Status.OPEN, None
        mall.last_active_at, mall.dormancy_warnings_sent = timezone.now(), 0
        mall.save(update_fields=["status", "dormant_at", "last_active_at", "dormancy_warnings_sent"])
        _decide(request, ReactivationRequest.State.APPROVED, "", actor)
        record("mall.reactivated", mall, actor=actor, before={"status": "dormant"}, after={"status": "open"})
        owner = owner_of(mall_id)
        context = {"login_id": owner.login_id, "mall": mall, "action_url": page_url("accounts:login")}
        _post(owner, "reactivation_approved", context, mall_id)
    return request


def refuse(request_id: int, *, reason: str, actor: Actor) -> ReactivationRequest:
    """Refuse a request and say why: to the owner of the mall, in a mail and in the admin.

    Where the request names no mall, the sender gets a neutral mail without the reason. Raises AlreadyDecided.
    """
    mall_id = ReactivationRequest.objects.get(pk=request_id).mall_id
    if mall_id is None:
        return _refuse_unmatched(request_id, reason, actor)
    with tenancy.mall(mall_id):
        mall = Mall.objects.select_for_update().get(pk=mall_id)
        request = _undecided(request_id)
        _decide(request, ReactivationRequest.State.REFUSED, reason, actor)
        record("mall.reactivation_refused", mall, actor=actor, reason=reason)
        owner = owner_of(mall_id)
        context = {"login_id": owner.login_id, "reason": reason, "action_url": page_url("accounts:dormant")}
        _post(owner, "reactivation_refused", context, mall_id)
    return request


def due_on() -> dt.date:
    """The day by which support answers a request that is filed now (R0.80), in Seoul's calendar."""
    return business_days_after(timezone.localdate(), settings.REACTIVATION_BUSINESS_DAYS)


def _file_for_mall(asked: Asked, key: str, owner: User) -> ReactivationRequest:
    mall_id = owner.operator.mall_id
    with tenancy.mall(mall_id):
        mall = Mall.objects.select_for_update().get(pk=mall_id)
        waiting = _waiting(mall_id)
        if waiting is not None:
            return _add_to(waiting, asked)
        if not mall.is_dormant:
            return _file_unmatched(asked, key)
        request = _new_request(asked, key, mall)
        request.login_id, request.email = owner.login_id, owner.email
        request.save(force_insert=True)
        _note_filed(request, mall, owner, Actor.system())
        return request


def _file_unmatched(asked: Asked, key: str) -> ReactivationRequest:
    request = _new_request(asked, key, None)
    request.save(force_insert=True)
    return request


def _new_request(asked: Asked, key: str, mall: Mall | None) -> ReactivationRequest:
    return ReactivationRequest(
        mall=mall,
        channel=ReactivationRequest.Channel.MAIL,
        login_id=asked.login_id[:64],
        email=asked.email[:254],
        sender=asked.sender[:254],
        message=asked.message[:MESSAGE_LENGTH],
        message_id=key,
        due_on=due_on(),
    )


def _add_to(waiting: ReactivationRequest, asked: Asked) -> ReactivationRequest:
    text = asked.message.strip()
    if text and text not in waiting.message:
        waiting.message = f"{waiting.message}\n\n--- {asked.sender} ---\n{text}".strip()[:MESSAGE_LENGTH]
        waiting.save(update_fields=["message"])
    return waiting


def _owner_of_dormant_mall(asked: Asked) -> User | None:
    if not asked.login_id or not asked.email:
        return None
    return (
        User.objects.select_related("operator")
        .filter(
            login_id__iexact=asked.login_id,
            email__iexact=asked.email,
            operator__is_owner=True,
            operator__mall__status=Mall.Status.DORMANT,
        )
        .first()
    )


def _note_filed(request: ReactivationRequest, mall: Mall, owner: User, actor: Actor) -> None:
    record("mall.reactivation_requested", mall, actor=actor, after={"channel": request.channel})
    context = {"login_id": owner.login_id, "due_on": request.due_on, "action_url": page_url("accounts:dormant")}
    _post(owner, "reactivation_received", context, mall.pk)


def _refuse_unmatched(request_id: int, reason: str, actor: Actor) -> ReactivationRequest:
    with transaction.atomic():
        request = _undecided(request_id)
        _decide(request, ReactivationRequest.State.REFUSED, reason, actor)
        if _is_address(request.sender):
            post(Mail("reactivation_unmatched", request.sender, settings.LANGUAGE_CODE, {}))
    return request


def _decide(request: ReactivationRequest, state: str, reason: str, actor: Actor) -> None:
    request.state, request.reason = state, reason
    request.decided_by_id, request.decided_at = actor.id, timezone.now()
    request.save(update_fields=["state", "reason", "decided_by", "decided_at"])


def _undecided(request_id: int) -> ReactivationRequest:
    request = ReactivationRequest.objects.select_for_update().get(pk=request_id)
    if request.state != ReactivationRequest.State.WAITING:
        raise AlreadyDecided(request_id)
    return request


def _waiting(mall_id: int) -> ReactivationRequest | None:
    return ReactivationRequest.objects.filter(mall_id=mall_id, state=ReactivationRequest.State.WAITING).first()


def _post(owner: User, kind: str, context: Mapping[str, object], mall_id: int) -> None:
    if owner.email:
        post(Mail(kind, owner.email, owner.language, dict(context), mall_id=mall_id))


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _key(message_id: str) -> str:
    if len(message_id) <= LONGEST_MESSAGE_ID:
        return message_id
    return "sha256:" + hashlib.sha256(message_id.encode()).hexdigest()
