"""Put malls to sleep that nobody signs in to and nobody orders from, after two warnings (R0.75, R9.14)."""

from __future__ import annotations

import datetime as dt

import structlog
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor, record
from accounts.models import Mall, OutboxMessage, User
from accounts.outbox import Mail, post

log = structlog.get_logger(__name__)

WARNING = "dormancy_warning"


class DormancyFailed(Exception):
    """Some malls could not be looked at; the others were. Run again: what is done is not done twice."""


def check_dormancy(now: dt.datetime | None = None) -> None:
    """Warn idle malls and put to sleep those whose time is over, each in a transaction of its own.

    Raises DormancyFailed at the end where single malls failed.
    """
    now = now or timezone.now()
    earliest = now - settings.DORMANT_AFTER + max(settings.DORMANCY_WARNINGS)
    idle = Mall.objects.open().filter(last_active_at__lte=earliest).order_by("pk").values_list("pk", flat=True)
    failed = []
    for mall_id in idle.iterator(chunk_size=1000):
        try:
            _look_at(mall_id, now)
        except Exception:
            log.exception("dormancy_failed", mall_id=mall_id)
            failed.append(mall_id)
    if failed:
        raise DormancyFailed(f"{len(failed)} malls, first {failed[0]}")


def _look_at(mall_id: int, now: dt.datetime) -> None:
    with tenancy.mall(mall_id):
        mall = Mall.objects.select_for_update().get(pk=mall_id)
        due = warnings_due(mall, now)
        if not mall.is_open or not due:
            return
        if mall.dormancy_warnings_sent < due:
            _warn(mall, due, now)
        elif may_sleep(mall, now):
            _put_to_sleep(mall, now)


def warnings_due(mall: Mall, now: dt.datetime) -> int:
    """How many warnings a mall should have had by now."""
    idle = now - mall.last_active_at
    return sum(idle >= settings.DORMANT_AFTER - before for before in settings.DORMANCY_WARNINGS)


def may_sleep(mall: Mall, now: dt.datetime) -> bool:
    """Whether the time is over, and the last warning is as old as it promised even where the clock stood still."""
    if now - mall.last_active_at < settings.DORMANT_AFTER:
        return False
    last = OutboxMessage.objects.filter(mall=mall, kind=WARNING, created_at__gte=mall.last_active_at).last()
    if last is None:
        return True
    days = (timezone.localdate(now) - timezone.localdate(last.created_at)).days
    return days >= min(settings.DORMANCY_WARNINGS).days


def _warn(mall: Mall, due: int, now: dt.datetime) -> None:
    sleeps_at = max(mall.last_active_at + settings.DORMANT_AFTER, now + settings.DORMANCY_WARNINGS[due - 1])
    if due < len(settings.DORMANCY_WARNINGS):
        sleeps_at = mall.last_active_at + settings.DORMANT_AFTER
    mall.dormancy_warnings_sent = due
    mall.save(update_fields=["dormancy_warnings_sent"])
    record("mall.dormancy_warned", mall, actor=Actor.system(), after={"warning": due})
    _tell(mall, WARNING, "accounts:login", {"sleeps_on": timezone.localdate(sleeps_at)})


def _put_to_sleep(mall: Mall, now: dt.datetime) -> None:
    mall.status, mall.dormant_at = Mall.Status.DORMANT, now
    mall.save(update_fields=["status", "dormant_at"])
    record("mall.dormant", mall, actor=Actor.system(), before={"status": "open"}, after={"status": "dormant"})
    _tell(mall, "dormant", "accounts:dormant", {})


def _tell(mall: Mall, kind: str, page: str, context: dict[str, object]) -> None:
    owner = owner_of(mall.pk)
    if not owner.email:
        return
    last_active_on = timezone.localdate(mall.last_active_at)
    context |= {"mall": mall, "login_id": owner.login_id, "action_url": page_url(page)}
    post(Mail(kind, owner.email, owner.language, context | {"last_active_on": last_active_on}, mall_id=mall.pk))


def owner_of(mall_id: int) -> User:
    """The person whose account the mall is."""
    return User.objects.get(operator__mall_id=mall_id, operator__is_owner=True)


def page_url(page: str, *args: object) -> str:
    """Absolute address of a page on the platform host, for mails."""
    return f"{settings.PUBLIC_SCHEME}://{settings.PLATFORM_HOST}{settings.PUBLIC_PORT}{reverse(page, args=args)}"
