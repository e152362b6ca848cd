"""A shop's sales, visits and conversion by day, as the start page draws them (issue 3, Dashboard)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Sum
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from accounts.models import Shop
from accounts.money import decimals_of, format_amount
from catalog.models import ShopStatHour

SEOUL: Final = ZoneInfo("Asia/Seoul")
DAYS_SHOWN: Final = 30
CHART_HEIGHT: Final = 64.0
SLOT: Final = 10.0  # a day's room on the chart; a bar takes most of it
BAR_WIDTH: Final = 7.0
SMALLEST_BAR: Final = 1.5


@dataclass(frozen=True, slots=True)
class Figures:
    """What happened in some stretch of time; revenue in minor units."""

    orders: int = 0
    revenue_minor: int = 0
    visits: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(self.orders + other.orders, self.revenue_minor + other.revenue_minor, self.visits + other.visits)

    @property
    def conversion(self) -> float:
        """Orders per visit, in percent; 0 where nobody came."""
        return 100 * self.orders / self.visits if self.visits else 0.0


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure with its chart: sales, visits or conversion. `bars` is the inside of an SVG."""

    key: str
    title: Promise
    today: str
    yesterday: str
    month: str
    note: str
    most: str
    bars: SafeString


@dataclass(frozen=True, slots=True)
class DayRow:
    """The table's line of a day."""

    day: str
    sales: str
    orders: int
    visits: int
    conversion: str


@dataclass(frozen=True, slots=True)
class SalesFigures:
    """The whole panel: measures, newest day first in `rows`; `is_empty` where nobody came and nothing was sold."""

    measures: list[Measure]
    rows: list[DayRow]
    first_day: str
    last_day: str
    is_empty: bool
    width: float = DAYS_SHOWN * SLOT
    height: float = CHART_HEIGHT


def figures_by_day(shop_no: int, today: dt.date) -> dict[dt.date, Figures]:
    """The last 30 days of the open mall's shop, days in Seoul, today included; days without anything are absent."""
    first = today - dt.timedelta(days=DAYS_SHOWN - 1)
    since = dt.datetime.combine(first, dt.time(), SEOUL)
    rows = (
        ShopStatHour.objects.filter(shop_no=shop_no, hour_at__gte=since, hour_at__lte=timezone.now())
        .annotate(day=TruncDate("hour_at", tzinfo=SEOUL))
        .values("day")
        .order_by()
        .annotate(all_orders=Sum("orders"), revenue=Sum("revenue_minor"), all_visits=Sum("visits"))
        .values_list("day", "all_orders", "revenue", "all_visits")
    )
    return {day: Figures(orders, revenue, visits) for day, orders, revenue, visits in rows}


def sales_figures(shop: Shop, language: str) -> SalesFigures:
    """Everything the panel shows, in words of `language`, amounts in the shop's currency. One query."""
    today = timezone.now().astimezone(SEOUL).date()
    found = figures_by_day(shop.shop_no, today)
    days = [today - dt.timedelta(days=ago) for ago in reversed(range(DAYS_SHOWN))]
    by_day = [found.get(day, Figures()) for day in days]
    total = sum(by_day, Figures())
    names = [date_format(day, "MONTH_DAY_FORMAT") for day in days]
    money = _money_in(shop.currency, language)
    sales = [money(figures.revenue_minor) for figures in by_day]
    conversion = [_percent(figures.conversion) for figures in by_day]
    return SalesFigures(
        measures=[
            Measure(
                "sales",
                _("Sales"),
                *(sales[-1], sales[-2], money(total.revenue_minor)),
                str(_("%(count)s orders today") % {"count": f"{by_day[-1].orders:,}"}),
                *_chart(names, [figures.revenue_minor for figures in by_day], sales),
            ),
            Measure(
                "visits",
                _("Visits"),
                *(f"{by_day[-1].visits:,}", f"{by_day[-2].visits:,}", f"{total.visits:,}"),
                str(_("A visit is the first page of a shopper in 30 minutes.")),
                *_chart(names, [figures.visits for figures in by_day], [f"{figures.visits:,}" for figures in by_day]),
            ),
            Measure(
                "conversion",
                _("Conversion"),
                *(conversion[-1], conversion[-2], _percent(total.conversion)),
                str(_("Orders per 100 visits.")),
                *_chart(names, [figures.conversion for figures in by_day], conversion),
            ),
        ],
        rows=[DayRow(*row) for row in zip(names, sales, _orders(by_day), _visits(by_day), conversion, strict=True)][
            ::-1
        ],
        first_day=names[0],
        last_day=names[-1],
        is_empty=not found,
    )


def _orders(by_day: list[Figures]) -> list[int]:
    return [figures.orders for figures in by_day]


def _visits(by_day: list[Figures]) -> list[int]:
    return [figures.visits for figures in by_day]


def _money_in(currency: str, language: str) -> Callable[[int], str]:
    scale = Decimal(10) ** decimals_of(currency)
    return lambda minor: format_amount(Decimal(minor) / scale, currency, language)


def _chart(names: list[str], values: Sequence[float], texts: list[str]) -> tuple[str, SafeString]:
    """The largest value as text, and a bar per day that says its figure when pointed at.

    Written here and not in a template: 90 bars there took half the page's time.
    """
    most = max(values)
    parts = []
    for place, (name, value, text) in enumerate(zip(names, values, texts, strict=True)):
        x = place * SLOT
        parts.append(
            f"<g><title>{escape(name)}: {escape(text)}</title>"
            f'<rect class="chart-slot" x="{x:g}" y="0" width="{SLOT:g}" height="{CHART_HEIGHT:g}"/>'
        )
        if value:
            height = max(SMALLEST_BAR, value / most * CHART_HEIGHT)
            look = "chart-bar is-today" if place == len(names) - 1 else "chart-bar"
            at = f'x="{x + (SLOT - BAR_WIDTH) / 2:g}" y="{CHART_HEIGHT - height:.1f}"'
            parts.append(f'<rect class="{look}" {at} width="{BAR_WIDTH:g}" height="{height:.1f}"/>')
        parts.append("</g>")
    return texts[values.index(most)], mark_safe("".join(parts))  # noqa: S308 - numbers, and texts escaped above


def _percent(value: float) -> str:
    return f"{value:.1f} %" if value < 100 else f"{value:,.0f} %"
