"""The charts of the main display's effect: a bar per day, the days before PRO in another colour, and the table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from accounts.models import Shop
from pro.display_reasons import LABELS, figure, figure_text, money, percent
from pro.queries.display_effect import FIGURES, AreaEffect, DayFigures

SLOT: Final = 10
BAR: Final = 7
HEIGHT: Final = 64
SMALLEST: Final = 1.5


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure before and since, its change in words, and its chart."""

    label: str
    before: str
    after: str
    change: str
    bars: SafeString
    most: str


@dataclass(frozen=True, slots=True)
class AreaCharts:
    """An area with its charts; `rows` is the table beneath, newest day first."""

    effect: AreaEffect
    figures: list[Compared]
    rows: list[dict[str, Any]]
    width: int
    height: int = HEIGHT


def area_effects(areas: list[AreaEffect], shop: Shop) -> list[AreaCharts]:
    """Charts and table of each area, amounts in the shop's currency."""
    return [
        AreaCharts(
            effect=area,
            figures=[_compared(area, name, shop) for name in FIGURES],
            rows=[_row(day, shop) for day in reversed(area.days)],
            width=SLOT * max(1, len(area.days)),
        )
        for area in areas
    ]


def _compared(area: AreaEffect, name: str, shop: Shop) -> Compared:
    before, after = (area.average(name, is_before=side) for side in (True, False))
    values = [figure(name, day.counts) for day in area.days]
    most = max(values, default=0.0)
    return Compared(
        label=str(LABELS[name]),
        before=_average_text(name, before, shop),
        after=_average_text(name, after, shop),
        change=_change(before, after),
        bars=_bars(area.days, values, [figure_text(name, day.counts, shop) for day in area.days], most),
        most=_average_text(name, most, shop),
    )


def _average_text(name: str, value: float, shop: Shop) -> str:
    if name == "conversion":
        return percent(value)
    return money(value, shop) if name == "revenue_per_visit" else f"{value:,.1f}".removesuffix(".0")


def _change(before: float, after: float) -> str:
    if not before:
        return "-"
    change = 100 * (after - before) / before
    return _("unchanged") if round(change) == 0 else f"{change:+,.0f} %"


def _bars(days: list[DayFigures], values: list[float], texts: list[str], most: float) -> SafeString:
    parts = []
    for place, (day, value, text) in enumerate(zip(days, values, texts, strict=True)):
        parts.append(format_html("<g><title>{}: {}</title>", date_format(day.day, "MONTH_DAY_FORMAT"), text))
        parts.append(_bar("chart-slot", place * SLOT, SLOT, HEIGHT))
        if value:
            look = "chart-before" if day.is_before else "chart-since"
            parts.append(_bar(look, place * SLOT + (SLOT - BAR) / 2, BAR, max(SMALLEST, value / most * HEIGHT)))
        parts.append(mark_safe("</g>"))
    return mark_safe("".join(parts))  # noqa: S308 - made by format_html above


def _bar(look: str, x: float, width: int, height: float) -> SafeString:
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>',
        *(look, f"{x:g}", f"{HEIGHT - height:.1f}", width, f"{height:.1f}"),
    )


def _row(day: DayFigures, shop: Shop) -> dict[str, Any]:
    cells = [figure_text(name, day.counts, shop) for name in ("views", "visits", "sales", *FIGURES[1:])]
    return {"day": day.day, "is_before": day.is_before, "cells": cells}
