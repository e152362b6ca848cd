"""A clock that tests move by hand, and what the clock process, the worker and the mail server do at each moment."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor
from accounts.jobs.schedule import registered, write_due_slots
from accounts.models import Job, Mall, OutboxMessage
from catalog.models import FoldMark, MainCategory
from pro.domain.display import service as life
from pro.models import DisplayService
from pro.schedules import ADVANCE_DISPLAYS, REFRESH_DISPLAYS
from tests.ledger import run_due_jobs
from tests.pro.display.making import make_area, make_offer
from tests.pro.display.naive import Offer

SEOUL = ZoneInfo("Asia/Seoul")
STAFF = Actor.staff(1)
MERCHANT = Actor.operator(1)
SCHEDULES = (ADVANCE_DISPLAYS, REFRESH_DISPLAYS)
TASKS = (
    ADVANCE_DISPLAYS,
    "pro.advance_display",
    "accounts.send_message",
    REFRESH_DISPLAYS,
    "pro.refresh_display_batch",
)


def seoul(text: str) -> dt.datetime:
    """`2026-12-28 10:00` in Korea."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=SEOUL)


@dataclass
class Clock:
    """`clock.at("2026-12-28 10:00")`: it is that time now, and all that is due by then is done."""

    traveller: time_machine.Traveller

    def set(self, text: str) -> None:
        """Only the time; nothing runs."""
        self.traveller.move_to(seoul(text))

    def at(self, text: str) -> None:
        self.set(text)
        for schedule in registered():
            if schedule.task in SCHEDULES:
                write_due_slots(schedule, timezone.now())
        self.work()

    def work(self) -> None:
        """Workers run until nothing is due."""
        while any(run_due_jobs(task) for task in TASKS):
            pass


def statistics_are_folded() -> None:
    FoldMark.objects.using("batch").get_or_create(
        name="statistics", defaults={"watermark_at": dt.datetime(2100, 1, 1, tzinfo=dt.UTC)}
    )


def new_area(mall: Mall, slots: int | None = 2, **values: Any) -> MainCategory:
    """A section of new arrivals."""
    with tenancy.mall(mall.pk):
        return make_area("new", slots, group=values.pop("group", 2), **values)


def new_product(mall: Mall) -> int:
    """A product that was registered three hours ago: it belongs to the new arrivals."""
    with tenancy.mall(mall.pk):
        return make_offer(Offer(0, timezone.now() - dt.timedelta(hours=3))).pk


def apply(mall: Mall) -> DisplayService:
    with tenancy.mall(mall.pk):
        return life.apply(terms_version=life.TERMS_VERSION, actor=MERCHANT)


def stop(mall: Mall, reason: str = "") -> DisplayService | None:
    with tenancy.mall(mall.pk):
        return life.stop(actor=MERCHANT, reason=reason)


def kinds() -> list[str]:
    """What was posted about the main display, in order."""
    messages = OutboxMessage.objects.filter(kind__startswith="pro_display").order_by("pk")
    return list(messages.values_list("kind", flat=True))


def failed_jobs() -> list[Job]:
    return list(Job.objects.filter(task__in=TASKS, state="failed"))
