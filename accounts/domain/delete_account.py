"""Delete an account and with it its mall: one transaction, no way back (R0-G, security.md F14).

Locks: people by id, then the mall. A sign-in holds its user's row and a job's step the mall's, so each of them is
either over before the deletion or finds it done. What takes long (rows, files) is erased by `domain.erase_mall`.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import models, transaction
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor, record
from accounts.endings import endings
from accounts.jobs import enqueue
from accounts.models import (
    AuditPersonal,
    DataExport,
    Job,
    KnownDevice,
    Mall,
    Operator,
    OutboxMessage,
    ReactivationRequest,
    Session,
    User,
)
from accounts.outbox import FORGOTTEN, Mail, post

ERASE_TASK: Final = "accounts.erase_mall"
# Requests that were under way when the account ended are over by then.
ERASED_AFTER: Final = dt.timedelta(minutes=1)


class NotTheOwner(Exception):
    """Only the owner of a mall deletes the account; a sub-operator is removed by the owner."""


@transaction.atomic
def delete_account(user_id: int, *, actor: Actor) -> Mall:
    """Delete the owner's account, the mall, and everybody who works in it. A second call changes nothing.

    The ID stays in the registry, so nobody ever gets it again (R0.22). Raises NotTheOwner.
    """
    mall_id = _owned_mall_id(user_id)
    people, mall = _lock(mall_id)
    if mall.status == Mall.Status.DELETED:
        return mall
    farewell = [(person.email, person.language) for person in people if person.pk == user_id]
    with tenancy.mall(mall_id):
        for ending in endings():
            ending(mall_id)
        AuditPersonal.objects.all().delete()
        record("account.deleted", mall, actor=actor, before={"status": mall.status}, after={"status": "deleted"})
    _forget_messages(mall_id, people)
    _forget_requests(mall_id, people)
    _end_people(people)
    _close_mall(mall)
    for email, language in farewell:
        if email:
            post(Mail("goodbye", email, language, {"login_id": mall.host}, mall_id=mall_id))
    enqueue(ERASE_TASK, mall_id=mall_id, run_after=timezone.now() + ERASED_AFTER)
    return mall


def _owned_mall_id(user_id: int) -> int:
    operator = Operator.objects.filter(user_id=user_id, is_owner=True).first()
    if operator is None:
        raise NotTheOwner
    return operator.mall_id


def _lock(mall_id: int) -> tuple[list[User], Mall]:
    team = User.objects.select_for_update().filter(operator__mall_id=mall_id)
    people = list(team.order_by("pk"))
    mall = Mall.objects.select_for_update().get(pk=mall_id)
    # Somebody may have joined while the mall was waited for; nobody can any more.
    newcomers = list(team.exclude(pk__in=[person.pk for person in people]).order_by("pk"))
    return people + newcomers, mall


def _end_people(people: list[User]) -> None:
    ids = [person.pk for person in people]
    Session.objects.filter(user_id__in=ids).delete()
    KnownDevice.objects.filter(user_id__in=ids).delete()
    Authenticator.objects.filter(user_id__in=ids).delete()
    EmailAddress.objects.filter(user_id__in=ids).delete()
    Operator.objects.filter(user_id__in=ids).update(is_active=False, menus=[])
    now = timezone.now()
    for person in people:
        person.name, person.email, person.last_login = "", "", None
        person.wants_newsletter = person.is_active = person.is_staff = person.is_superuser = False
        person.deleted_at = now
        person.set_unusable_password()
        person.groups.clear()
        person.user_permissions.clear()
        person.save()


def _close_mall(mall: Mall) -> None:
    DataExport.objects.filter(mall=mall).delete()
    Job.objects.filter(mall=mall, state=Job.State.WAITING).update(
        state=Job.State.CANCELLED, finished_at=timezone.now(), arguments={}
    )
    mall.status, mall.deleted_at = Mall.Status.DELETED, timezone.now()
    mall.name = mall.business_name = mall.representative = mall.registration_number = ""
    mall.mail_order_number = mall.privacy_officer = ""
    mall.address = mall.phone = mall.contact_email = ""
    mall.save()
    mall.shops.update(name="", is_active=False)


def _forget_messages(mall_id: int, people: list[User]) -> None:
    """Empty what was or would be written to them; what waits is not sent.

    Mails that belong to no mall go by address, unless somebody else signs in with the same one (R0.12).
    """
    _forget(OutboxMessage.objects.filter(mall_id=mall_id))
    addresses = {person.email.lower() for person in people if person.email}
    for address in addresses:
        ids = [person.pk for person in people]
        if not User.objects.filter(email__iexact=address, is_active=True).exclude(pk__in=ids).exists():
            _forget(OutboxMessage.objects.filter(mall__isnull=True, recipient__iexact=address))


def _forget(messages: models.QuerySet[OutboxMessage]) -> None:
    messages.filter(state=OutboxMessage.State.WAITING).update(state=OutboxMessage.State.CANCELLED)
    messages.update(last_error="", **FORGOTTEN)


def _forget_requests(mall_id: int, people: list[User]) -> None:
    requests = ReactivationRequest.objects.filter(
        models.Q(mall_id=mall_id) | models.Q(login_id__in=[person.login_id for person in people])
    )
    requests.filter(state=ReactivationRequest.State.WAITING).update(
        state=ReactivationRequest.State.REFUSED, decided_at=timezone.now()
    )
    requests.update(email="", sender="", message="", reason="")
