"""What the clock tells merchants about the main display: the notice before it, the message once it runs (R3.47, R3.48).

The notice names the day of the start, which follows from the day on which it is accepted. So a notice that no provider
took by the end of its day is taken back and posted anew, with the new day. Nothing here depends on how often it is
called: what a service needs next is read from its row and from the outbox.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db.models import Q
from django.utils import timezone

from accounts.audit import Actor
from accounts.jobs import enqueue
from accounts.models import Job, OutboxMessage
from accounts.tenancy import current_mall_id
from pro.domain.display.dates import at_ten, day_in_seoul, starts_on
from pro.domain.display.notes import message_owner, move, note_cost
from pro.domain.switches import is_in_scope, lock_active_contract
from pro.models import MAIN_DISPLAY, DisplayRun, DisplayService, OperationRun
from pro.operations import registry

ADVANCE: Final = "pro.advance_display"
NOTICE: Final = "pro_display_notice"
STARTED: Final = "pro_display_started"
PLANNED: Final = "main_display_starts"
State = DisplayService.State
Message = OutboxMessage.State


def wake_services(now: dt.datetime) -> int:
    """Write a job for each service whose notice is due or on its way; answers how many."""
    if not is_in_scope(MAIN_DISPLAY):
        return 0
    return _wake(Q(state=State.APPROVED, notice_due_at__lte=now))


def wake_started(mall_ids: list[int]) -> int:
    """The same for services of these malls that run and have not said so yet; after each refresh."""
    return _wake(Q(state=State.RUNNING, start_notice_at__isnull=True, mall_id__in=mall_ids))


def _wake(which: Q) -> int:
    """A service that has such a job waiting gets no second one."""
    under_way = Job.objects.filter(task=ADVANCE, state__in=[Job.State.WAITING, Job.State.RUNNING])
    services = DisplayService.objects.filter(which).exclude(mall_id__in=under_way.values("mall_id")).order_by("mall_id")
    count = 0
    for service_id, mall_id in services.values_list("pk", "mall_id"):
        enqueue(ADVANCE, mall_id=mall_id, service_id=service_id)
        count += 1
    return count


def advance(service_id: int) -> None:
    """Do what is due for a service of the open mall, if anything; a second call does nothing more.

    While the contract is suspended or the mall is dormant nothing is posted; it is made up for when that ends.
    """
    is_served = lock_active_contract(current_mall_id())
    rows = DisplayService.objects.select_for_update(of=("self",)).select_related("mall")
    service = rows.get(pk=service_id, mall_id=current_mall_id())
    if service.state == State.APPROVED:
        if not _note_acceptance(service) and is_served:
            _post_notice(service, timezone.now())
    elif service.state == State.RUNNING and service.start_notice_at is None and is_served:
        _say_started(service)


def _note_acceptance(service: DisplayService) -> bool:
    """Whether a provider has taken a notice; the first one that was taken counts."""
    notices = OutboxMessage.objects.filter(stream=service.stream, state=Message.SENT)
    accepted = notices.order_by("sent_at").first()
    if accepted is None or accepted.sent_at is None:
        return False
    OutboxMessage.objects.filter(stream=service.stream, state=Message.WAITING).update(state=Message.CANCELLED)
    service.notice_accepted_at = accepted.sent_at
    service.starts_on = starts_on(day_in_seoul(accepted.sent_at))
    move(service, State.ANNOUNCED, "pro.display_announced", actor=Actor.system())
    note_cost(accepted)
    OperationRun.objects.get_or_create(
        key=MAIN_DISPLAY,
        slot=run_slot(service),
        defaults={
            "area": registry.line(MAIN_DISPLAY).area,
            "planned_at": at_ten(service.starts_on),
            "finding": {"code": PLANNED, "values": {}},
        },
    )
    return True


def _post_notice(service: DisplayService, now: dt.datetime) -> None:
    if service.notice_due_at is None or now < service.notice_due_at:
        return
    notices = OutboxMessage.objects.filter(stream=service.stream)
    newest = notices.order_by("-pk").first()
    today = day_in_seoul(now)
    if newest is not None and day_in_seoul(newest.created_at) >= today:
        return
    notices.filter(state=Message.WAITING).update(state=Message.CANCELLED)
    posted = message_owner(service, NOTICE, stream=service.stream, starts_on=starts_on(today))
    if posted is not None:
        service.notice_message_id = posted.pk
        service.save(update_fields=["notice_message_id"])


def _say_started(service: DisplayService) -> None:
    """Once an area was filled: the first display is done (R3.48)."""
    first_slot = at_ten(service.starts_on) if service.starts_on else service.started_at
    filled = DisplayRun.objects.filter(slot_at__gte=first_slot).exclude(products=[]).order_by("slot_at").first()
    if filled is None:
        return
    service.displayed_at, service.start_notice_at = filled.slot_at, timezone.now()
    service.save(update_fields=["displayed_at", "start_notice_at"])
    posted = message_owner(service, STARTED, displayed_on=day_in_seoul(filled.slot_at))
    if posted is not None:
        note_cost(posted)


def run_slot(service: DisplayService) -> str:
    """The occasion under which Work status shows a service's start."""
    return f"service-{service.pk}"
