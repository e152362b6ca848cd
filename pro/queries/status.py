"""Work status: what PRO did, is doing and does next in the open mall (R3.2, R3.91)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.jobs.schedule import SEOUL, registered
from accounts.models import Shop
from pro.models import MAIN_DISPLAY, DisplayRun, Operation, OperationRun, OperationRunItem, OperationSwitch
from pro.operations.base import Text
from pro.operations.words import (
    Change,
    changes_of,
    failure_text,
    finding_text,
    form_url,
    object_label,
    object_url,
    schedules,
    summary_text,
)
from pro.queries.display_runs import slot_key
from pro.queries.main_display import is_standing

MOST_COMING: Final = 5


@dataclass(frozen=True, slots=True)
class RunFilter:
    """What the list is narrowed to; days are the merchant's, in Seoul."""

    area: str = ""
    key: str = ""
    shop_no: int | None = None
    state: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    with_display: bool = False

    @property
    def is_empty(self) -> bool:
        return self == RunFilter()

    @property
    def leaves_display_out(self) -> bool:
        """Whether the two-hourly updates of the main display, which would bury all else, stand aside."""
        return not self.with_display and self.key != MAIN_DISPLAY


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run in words. `title` is the item's name, or its key where the release that knew it is gone."""

    run: OperationRun
    line: Operation | None
    shop: Shop | None
    is_on: bool

    @property
    def title(self) -> str:
        return self.line.title if self.line else self.run.key

    @property
    def finding(self) -> str:
        return finding_text(self.run.finding)

    @property
    def summary(self) -> str:
        return summary_text(self.run.summary)

    @property
    def error(self) -> str:
        return failure_text(self.run.error)

    @property
    def form_url(self) -> str:
        return form_url(self.run.key, is_on=self.is_on)

    @property
    def switched_by(self) -> str:
        """merchant, agent or form; nothing for an item that staff show no more."""
        return str(self.line.switched_by) if self.line and self.line.is_visible else ""


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One thing of a run: what it is, and each value before and after."""

    item: OperationRunItem

    @property
    def kind(self) -> str:
        return object_label(self.item.object_type)

    @property
    def url(self) -> str:
        return object_url(self.item.object_type, self.item.object_id)

    @property
    def changes(self) -> list[Change]:
        return changes_of(self.item)

    @property
    def error(self) -> str:
        return failure_text(self.item.error)


@dataclass(frozen=True, slots=True)
class DisplayDigest:
    """The main display's updates of the last 24 hours in one line."""

    count: int
    changed: int
    failed: int
    last_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that comes next: a schedule, or a run with a time of its own."""

    label: Text
    at: dt.datetime


# A failed update always stands in the list.
QUIET_DISPLAY: Final = {"key": MAIN_DISPLAY, "state": OperationRun.State.DONE}


def runs_found(wanted: RunFilter) -> QuerySet[OperationRun]:
    """Runs that fit; what is only scheduled stands in `coming`, and updates of the main display in `display_digest`,
    unless they are asked for."""
    equals = {"area": wanted.area, "key": wanted.key, "shop_no": wanted.shop_no, "state": wanted.state}
    rows = OperationRun.objects.filter(**{name: value for name, value in equals.items() if value})
    if not wanted.state:
        rows = rows.exclude(state=OperationRun.State.SCHEDULED)
    if wanted.leaves_display_out:
        rows = rows.exclude(**QUIET_DISPLAY)
    if wanted.first:
        rows = rows.filter(planned_at__gte=_midnight(wanted.first))
    if wanted.last:
        rows = rows.filter(planned_at__lt=_midnight(wanted.last + dt.timedelta(days=1)))
    return rows


def run_rows(runs: Iterable[OperationRun], shops: Mapping[int, Shop]) -> list[RunRow]:
    """Runs with their items' names, shops and switches; two queries however many there are."""
    found = list(runs)
    keys = {run.key for run in found}
    lines = {line.key: line for line in Operation.objects.filter(key__in=keys)}
    off = set(OperationSwitch.objects.filter(key__in=keys, is_on=False).values_list("key", flat=True))
    if MAIN_DISPLAY in keys and not is_standing():
        off.add(MAIN_DISPLAY)
    return [RunRow(run, lines.get(run.key), shops.get(run.shop_no or 0), run.key not in off) for run in found]


def display_digest(now: dt.datetime) -> DisplayDigest:
    """How often the main display was updated in the last 24 hours, and with what result; one query."""
    states = OperationRun.State
    runs = OperationRun.objects.filter(key=MAIN_DISPLAY, planned_at__gt=now - dt.timedelta(hours=24))
    found = runs.aggregate(
        count=Count("pk", filter=Q(state=states.DONE)),
        changed=Count("pk", filter=Q(state=states.DONE, changed_items__gt=0)),
        failed=Count("pk", filter=Q(state=states.FAILED)),
        last_at=Max("planned_at", filter=Q(state=states.DONE)),
    )
    return DisplayDigest(**found)


def side_by_side_url(run: OperationRun) -> str:
    """The page that compares an update of the main display with the one before; empty where it is kept no more."""
    shops = DisplayRun.objects.filter(slot_at=run.planned_at) if run.key == MAIN_DISPLAY else DisplayRun.objects.none()
    shop_no = shops.order_by("shop_no").values_list("shop_no", flat=True).first()
    return "" if shop_no is None else f"{reverse('pro:display_run', args=[slot_key(run.planned_at)])}?shop={shop_no}"


def coming(now: dt.datetime) -> list[Coming]:
    """What comes next, soonest first: PRO's schedules that Work status names, and runs with a time of their own."""
    labels = schedules()
    slots = [Coming(labels[one.task], one.next_slot(now)) for one in registered() if one.task in labels]
    waiting = OperationRun.objects.filter(state=OperationRun.State.SCHEDULED).order_by("-id")
    rows = run_rows(waiting[:MOST_COMING], {})
    planned = [Coming(row.title, row.run.planned_at) for row in rows if row.is_on]
    return sorted([*slots, *planned], key=lambda one: one.at)[:MOST_COMING]


def items_found(run: OperationRun, state: str) -> QuerySet[OperationRunItem]:
    """Things of a run, of one state where it is a known one."""
    rows = OperationRunItem.objects.filter(run=run)
    return rows.filter(state=state) if state in OperationRunItem.State.values else rows


def newest_runs(count: int) -> list[RunRow]:
    """The last runs that are over, for the start page."""
    states = [OperationRun.State.DONE, OperationRun.State.PARTLY, OperationRun.State.FAILED, OperationRun.State.RUNNING]
    runs = OperationRun.objects.filter(state__in=states).exclude(**QUIET_DISPLAY)
    return run_rows(runs.order_by("-id")[:count], {})


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()), SEOUL)
