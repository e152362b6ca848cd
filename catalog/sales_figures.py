"""A shop's sales, visits and conversion by day, as the start page draws them (issue 3, Dashboard)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Sum
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
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
class Bar:
    """A day on a chart: place and height in the units of its drawing, and what it says when pointed at."""

    x: float
    y: float
    height: float
    text: str
    is_today: bool


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure with its chart: sales, visits or conversion."""

    key: str
    title: Promise
    today: str
    yesterday: str
    month: str
    note: str
    most: str
    bars: list[Bar]


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
    by_day = [(day, found.get(day, Figures())) for day in days]
    total = sum((figures for _day, figures in by_day), Figures())
    words = _Words(shop.currency, language)
    return SalesFigures(
        measures=[words.sales(by_day, total), words.visits(by_day, total), words.conversion(by_day, total)],
        rows=[words.row(day, figures) for day, figures in reversed(by_day)],
        first_day=_day(days[0]),
        last_day=_day(today),
        is_empty=not found,
    )


Days = list[tuple[dt.date, Figures]]


@dataclass(frozen=True, slots=True)
class _Words:
    currency: str
    language: str

    def money(self, minor: float) -> str:
        scale = Decimal(10) ** decimals_of(self.currency)
        return format_amount(Decimal(int(minor)) / scale, self.currency, self.language)

    def sales(self, days: Days, total: Figures) -> Measure:
        values = [figures.revenue_minor for _day, figures in days]
        texts = [self.money(value) for value in values]
        note = str(_("%(count)s orders today") % {"count": f"{days[-1][1].orders:,}"})
        return _measure("sales", _("Sales"), days, values, texts, month=self.money(total.revenue_minor), note=note)

    def visits(self, days: Days, total: Figures) -> Measure:
        values = [figures.visits for _day, figures in days]
        texts = [f"{value:,}" for value in values]
        note = str(_("A visit is the first page of a shopper in 30 minutes."))
        return _measure("visits", _("Visits"), days, values, texts, month=f"{total.visits:,}", note=note)

    def conversion(self, days: Days, total: Figures) -> Measure:
        values = [figures.conversion for _day, figures in days]
        texts = [_percent(value) for value in values]
        note = str(_("Orders per 100 visits."))
        month = _percent(total.conversion)
        return _measure("conversion", _("Conversion"), days, values, texts, month=month, note=note)

    def row(self, day: dt.date, figures: Figures) -> DayRow:
        sales, conversion = self.money(figures.revenue_minor), _percent(figures.conversion)
        return DayRow(_day(day), sales, figures.orders, figures.visits, conversion)


def _measure(  # noqa: PLR0913 - what a chart is made of
    key: str, title: Promise, days: Days, values: list[int] | list[float], texts: list[str], *, month: str, note: str
) -> Measure:
    most = max(values)
    bars = [
        _bar(place, value / most if most else 0.0, f"{_day(day)}: {text}", is_today=place == len(days) - 1)
        for place, ((day, _figures), value, text) in enumerate(zip(days, values, texts, strict=True))
    ]
    highest = texts[values.index(most)]  # type: ignore[arg-type]
    return Measure(key, title, texts[-1], texts[-2], month, note, highest, bars)


def _bar(place: int, share: float, text: str, *, is_today: bool) -> Bar:
    height = max(SMALLEST_BAR, share * CHART_HEIGHT) if share else 0.0
    return Bar(
        round(place * SLOT + (SLOT - BAR_WIDTH) / 2, 1),
        round(CHART_HEIGHT - height, 1),
        round(height, 1),
        text,
        is_today,
    )


def _percent(value: float) -> str:
    return f"{value:.1f} %" if value < 100 else f"{value:,.0f} %"


def _day(day: dt.date) -> str:
    return date_format(day, "MONTH_DAY_FORMAT")
