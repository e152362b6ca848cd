"""The service scope as the merchant sees it: every item by area, its switch, and when it last ran (R3.8, R3.92)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.db.models import OuterRef, QuerySet, Subquery

from pro.models import MAIN_DISPLAY, Area, Operation, OperationRun, OperationSwitch
from pro.operations.words import form_url
from pro.queries.main_display import is_running


@dataclass(frozen=True, slots=True)
class ScopeRow:
    """An item of the scope in the open mall."""

    line: Operation
    is_on: bool
    checked_at: dt.datetime | None
    last_run: OperationRun | None

    @property
    def form_url(self) -> str:
        """Where it is turned off, if it has a form of its own; the main display is not on by itself but applied for."""
        if self.line.switched_by != Operation.SwitchedBy.FORM:
            return ""
        return form_url(self.line.key, is_on=self.is_on)


@dataclass(frozen=True, slots=True)
class ScopeArea:
    """The items of one area, in the order that staff gave them."""

    area: Area
    rows: list[ScopeRow]


def scope_rows() -> list[ScopeRow]:
    """All items that staff show; four queries however many there are."""
    newest = _begun().filter(key=OuterRef("key")).order_by("-id").values("id")[:1]
    lines = list(Operation.objects.filter(is_visible=True).annotate(last_run_id=Subquery(newest)))
    switches = {switch.key: switch for switch in OperationSwitch.objects.all()}
    is_displaying = is_running()
    runs = OperationRun.objects.in_bulk([line.last_run_id for line in lines if line.last_run_id])
    rows = [_row(line, switches.get(line.key), runs.get(line.last_run_id or 0)) for line in lines]
    return [replace(row, is_on=is_displaying) if row.line.key == MAIN_DISPLAY else row for row in rows]


def scope_areas() -> list[ScopeArea]:
    """The same by area; an area without items is left out."""
    rows = scope_rows()
    areas = [ScopeArea(area, [row for row in rows if row.line.area == area]) for area in Area]
    return [area for area in areas if area.rows]


def scope_row(key: str) -> ScopeRow | None:
    """One item; None where staff show no such item."""
    line = Operation.objects.filter(key=key, is_visible=True).first()
    if line is None:
        return None
    switch = OperationSwitch.objects.filter(key=key).first()
    row = _row(line, switch, _begun().filter(key=key).order_by("-id").first())
    return replace(row, is_on=is_running()) if key == MAIN_DISPLAY else row


def _begun() -> QuerySet[OperationRun]:
    """Runs that are more than a plan."""
    return OperationRun.objects.exclude(state=OperationRun.State.SCHEDULED)


def _row(line: Operation, switch: OperationSwitch | None, run: OperationRun | None) -> ScopeRow:
    return ScopeRow(line, switch.is_on if switch else True, switch.checked_at if switch else None, run)
