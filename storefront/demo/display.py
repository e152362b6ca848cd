"""The demo's main display: invented statistics, a service that has run for some days, and the updates it made.

Statistics are written as the fold writes them, and the display is refreshed by the same rules as anywhere else, slot by
slot. Views and orders of the demo never happened; there are no orders to them.
"""

from __future__ import annotations

import datetime as dt
import random
from typing import Final, TypeVar

from django.db.models import F
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor
from accounts.jobs.schedule import SEOUL
from accounts.models import Mall
from accounts.shop_hosts import forget_mall_pages
from catalog.domain.facts import base_shop
from catalog.domain.main_categories import add_standard_main_categories
from catalog.domain.main_products import add_main_products, pin_main_product
from catalog.domain.windows import forget_windows
from catalog.models import MainCategory, Product, ProductStatDay, ProductStatHour
from pro.domain.display.dates import at_ten, day_in_seoul, first_monday_from
from pro.domain.display.refresh import refresh_malls
from pro.models import MAIN_DISPLAY, DisplayService, DisplaySlot, OperationRun
from pro.schedules import newest_refresh

SHOWN: Final = 5
DAYS: Final = 60
DAYS_BY_HOUR: Final = 3
LONGEST_RUN: Final = 13  # days; it began on a Monday a week or nearly two ago
NEWEST_SLOTS: Final = 8
TWO_HOURS: Final = dt.timedelta(hours=2)
BUSY_HOURS: Final = (1, 1, 1, 1, 1, 1, 2, 3, 5, 7, 9, 9, 8, 8, 8, 8, 9, 9, 10, 11, 12, 11, 8, 4)
Row = TypeVar("Row", ProductStatDay, ProductStatHour)
FIGURES: Final = ("views", "visits", "cart_adds", "sales", "units", "revenue_minor")


def run_demo_display(mall_id: int, owner_id: int) -> None:
    """Give a mall of the demo its main display, unless it has one: a second call makes nothing."""
    if DisplayService.objects.filter(mall_id=mall_id).exists():
        return
    now = timezone.now()
    began = at_ten(first_monday_from(day_in_seoul(now - dt.timedelta(days=LONGEST_RUN))))
    Mall.objects.filter(pk=mall_id).update(created_at=now - dt.timedelta(days=DAYS + 1))
    with tenancy.mall(mall_id):
        _fill_by_hand(Actor.operator(owner_id), now)
        prices = dict(Product.objects.filter(listings__display=True, listings__shop_no=1).values_list("pk", "price"))
    _write_statistics(mall_id, {pk: int(price) for pk, price in prices.items()}, now)
    _begin_service(mall_id, began)
    newest = newest_refresh(now)
    daily = [began + dt.timedelta(days=number) for number in range(LONGEST_RUN)]
    latest = [newest - TWO_HOURS * number for number in reversed(range(NEWEST_SLOTS))]
    for slot in [*(one for one in daily if one < latest[0]), *latest]:
        _refresh(mall_id, slot, is_latest=slot in latest)
    with tenancy.mall(mall_id):
        runs = OperationRun.objects.filter(key=MAIN_DISPLAY)
        runs.update(started_at=F("planned_at"), finished_at=F("planned_at") + dt.timedelta(seconds=1))


def _fill_by_hand(actor: Actor, now: dt.datetime) -> None:
    """What the owner had on the main page before: a few products in every section, one of them pinned."""
    add_standard_main_categories(base_shop(), actor=actor)
    products = list(Product.objects.order_by("-pk").values_list("pk", flat=True))
    for place, pk in enumerate(products):  # the newest was registered yesterday, the oldest two months ago
        at = now - dt.timedelta(days=1 + place * (DAYS - 2) / len(products))
        Product.objects.filter(pk=pk).update(created_at=at)
    offered = Product.objects.filter(listings__shop_no=1, listings__display=True, listings__selling=True)
    on_sale = list(offered.order_by("-pk").values_list("pk", flat=True))
    for number, section in enumerate(MainCategory.objects.filter(shop_no=1).order_by("display_group")):
        chosen = on_sale[-SHOWN - number :][:SHOWN]
        add_main_products(section.pk, chosen, actor=actor)
        MainCategory.objects.filter(pk=section.pk).update(display_count=SHOWN)
        if number == 1:
            pin_main_product(section.pk, chosen[0], is_pinned=True, actor=actor)
    forget_mall_pages()


def _write_statistics(mall_id: int, prices: dict[int, int], now: dt.datetime) -> None:
    """Day rows of two months, and hour rows of the last days that add up to their days."""
    made = random.Random(mall_id)  # noqa: S311 - invented figures, the same each time
    today = now.astimezone(SEOUL).date()
    days, hours = [], []
    for pk, price in sorted(prices.items()):
        liked, swing = made.uniform(0.2, 1.0), made.randrange(7, 25)
        for ago in range(DAYS):
            day = today - dt.timedelta(days=ago)
            fashion = 1 + 0.6 * ((ago // swing) % 2)
            views = int(made.uniform(10, 90) * liked * fashion)
            if ago >= DAYS_BY_HOUR:
                days.append(_row(ProductStatDay, pk, _figures(made, views, liked, price), day=day))
                continue
            by_hour = _hours(made, pk, day, now, (views, liked, price))
            hours += by_hour
            sums = [sum(getattr(row, name) for row in by_hour) for name in FIGURES]
            days.append(_row(ProductStatDay, pk, sums, day=day))
    with tenancy.malls([mall_id]):
        for model, rows in ((ProductStatDay, days), (ProductStatHour, hours)):
            for row in rows:
                row.mall_id = mall_id
            model.objects.using("batch").bulk_create(rows, batch_size=1000, ignore_conflicts=True)


def _hours(
    made: random.Random, pk: int, day: dt.date, now: dt.datetime, habits: tuple[int, float, int]
) -> list[ProductStatHour]:
    """The hours of a day that are over."""
    views, liked, price = habits
    midnight = dt.datetime.combine(day, dt.time(), SEOUL)
    rows = []
    for hour, busy in enumerate(BUSY_HOURS):
        at = midnight + dt.timedelta(hours=hour)
        seen = round(views * busy / sum(BUSY_HOURS) + made.uniform(-0.4, 0.4))
        if seen > 0 and at + dt.timedelta(hours=1) <= now:
            rows.append(_row(ProductStatHour, pk, _figures(made, seen, liked, price), hour_at=at.astimezone(dt.UTC)))
    return rows


def _figures(made: random.Random, views: int, liked: float, price: int) -> list[int]:
    visits = round(views * 0.8) or min(views, 1)
    sales = sum(made.random() < 0.05 * liked for _ in range(visits))
    return [views, visits, sum(made.random() < 0.12 for _ in range(views)), sales, sales, sales * price]


def _row(model: type[Row], pk: int, figures: list[int], **when: object) -> Row:
    return model(shop_no=1, product_id=pk, **dict(zip(FIGURES, figures, strict=True)), **when)


def _begin_service(mall_id: int, began: dt.datetime) -> None:
    notice = began - dt.timedelta(days=7)
    DisplayService.objects.create(
        mall_id=mall_id,
        state=DisplayService.State.RUNNING,
        applied_at=notice - dt.timedelta(days=4),
        approved_on=day_in_seoul(notice - dt.timedelta(days=3)),
        notice_due_at=notice,
        notice_accepted_at=notice,
        starts_on=day_in_seoul(began),
        started_at=began,
        displayed_at=began,
        start_notice_at=began,
    )


def _refresh(mall_id: int, slot: dt.datetime, *, is_latest: bool) -> None:
    if not is_latest:  # its hours are kept no more, so its counters come from the day rows
        with tenancy.malls([mall_id]):
            forget_windows([mall_id])
    done = refresh_malls([mall_id], slot)
    DisplaySlot.objects.get_or_create(
        slot_at=slot,
        defaults={
            "began_at": slot,
            "ended_at": slot + dt.timedelta(seconds=1),
            "malls": 1,
            "refreshed": done.malls,
            "changed": done.changed,
            "failed": done.failed,
        },
    )
