"""Random malls by the hundred, for the comparison with the plain rule: drawn from a seed, copied into the database."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connections
from django.utils import timezone

from catalog.models import MainCategory, MainCategoryProduct, Product, ProductListing, Variant
from orders.seeding.copying import Table
from pro.models import Contract
from tests.factories import MallFactory
from tests.pro.display.making import NAMES, running_service
from tests.pro.display.naive import SEOUL, Area, Figures, Happened, Offer

FIGURES = ("views", "visits", "cart_adds", "sales", "revenue")
MOST_PRODUCTS = 30
MOST_SLOTS = 9


@dataclass
class Drawn:
    """A mall as the plain rule reads it; `categories` are its areas' ids, `current` what they show."""

    mall_id: int
    offers: list[Offer]
    areas: list[Area]
    categories: list[int]


def draw_malls(seed: int, count: int, slot: dt.datetime) -> list[Drawn]:
    """So many committed malls with running services, products, events, areas and pins."""
    dice = random.Random(seed)
    malls = MallFactory.create_batch(count)
    Contract.objects.bulk_create(
        [Contract(mall=mall, state="active", terms_version="test", applied_by=0) for mall in malls]
    )
    for mall in malls:
        running_service(mall)
    drawn = [Drawn(mall.pk, _offers(dice, slot), [], []) for mall in malls]
    with connections["migrator"].cursor() as cursor:
        products = Table(Product, "mall_id name name_folded price created_at updated_at", cursor)
        listings = Table(ProductListing, "mall_id product_id shop_no display selling price", cursor)
        variants = Table(Variant, "mall_id product_id position tracks_stock stock", cursor)
        categories = Table(MainCategory, "mall_id shop_no display_group name position display_count sold_out", cursor)
        placements = Table(MainCategoryProduct, "mall_id main_category_id product_id position is_pinned", cursor)
        for one in drawn:
            for offer in one.offers:
                made_at = offer.created_at
                offer.id = products.add_values(one.mall_id, "p", "p", 1000, made_at, made_at)
                listings.add_values(one.mall_id, offer.id, 1, True, True, 1000)
                variants.add_values(one.mall_id, offer.id, 0, True, 0 if offer.is_sold_out else 3)
            one.areas = _areas(dice, one.offers)
            for group, area in enumerate(one.areas, start=2):
                name = NAMES[area.kind]
                category = categories.add_values(one.mall_id, 1, group, name, group, area.slots, area.rule)
                one.categories.append(category)
                for position, product_id in area.pins:
                    placements.add_values(one.mall_id, category, product_id, position, True)
        for table in (products, listings, variants, categories, placements):
            table.close()
        _copy_events(drawn, cursor)
    return drawn


def _offers(dice: random.Random, slot: dt.datetime) -> list[Offer]:
    """Some malls have a handful of products, some more than their areas can show; few events, so that many tie."""
    busy = dice.choice([0.2, 0.6, 0.95])
    return [
        Offer(
            id=0,
            created_at=slot - dt.timedelta(hours=dice.randint(1, dice.choice([24 * 8, 24 * 45, 24 * 300]))),
            is_sold_out=dice.random() < dice.choice([0.1, 0.5]),
            events=[_event(dice, slot) for _ in range(dice.randint(1, 4))] if dice.random() < busy else [],
        )
        for _ in range(dice.randint(0, dice.choice([6, MOST_PRODUCTS])))
    ]


def _event(dice: random.Random, slot: dt.datetime) -> Happened:
    hours = dice.randint(1, dice.choice([26, 24 * 9, 24 * 32, 24 * 92]))
    figures = Figures(*(dice.randint(0, most) for most in (4, 3, 2, 2)), revenue=1000 * dice.randint(0, 3))
    return Happened(slot - dt.timedelta(hours=hours), figures)


def _areas(dice: random.Random, offers: Sequence[Offer]) -> list[Area]:
    kinds = dice.sample(sorted(NAMES), dice.randint(1, 4))
    areas = []
    for kind in kinds:
        pinned = dice.sample([offer.id for offer in offers], min(len(offers), dice.choice([0, 0, 1, 3])))
        places = sorted(dice.sample(range(8), len(pinned)))
        pins = list(zip(places, pinned, strict=True))
        areas.append(Area(kind, dice.randint(1, MOST_SLOTS), dice.choice("NB"), pins))
    return areas


def _copy_events(drawn: Sequence[Drawn], cursor: object) -> None:
    """Hour rows (72 hours are kept) and day rows, as the fold would have left them."""
    newest = timezone.now() - dt.timedelta(hours=71)
    hours: dict[tuple, list[int]] = defaultdict(lambda: [0] * len(FIGURES))
    days: dict[tuple, list[int]] = defaultdict(lambda: [0] * len(FIGURES))
    for mall_id, offer, happened in _happened(drawn):
        values = [getattr(happened.figures, name) for name in FIGURES]
        _add(days[mall_id, offer.id, happened.at.astimezone(SEOUL).date()], values)
        if happened.at >= newest:
            _add(hours[mall_id, offer.id, happened.at], values)
    for table, column, rows in (
        ("catalog_productstatday", "day", days),
        ("catalog_productstathour", "hour_at", hours),
    ):
        if rows:
            marks = ", ".join(["(%s, 1, %s, %s, %s, %s, %s, %s, %s, 0)"] * len(rows))
            cursor.execute(  # type: ignore[attr-defined]
                f"INSERT INTO {table} (mall_id, shop_no, product_id, {column}, views, visits, cart_adds, sales,"
                f" revenue_minor, units) VALUES {marks}",
                [value for key, values in rows.items() for value in (*key, *values)],
            )


def _happened(drawn: Sequence[Drawn]) -> Iterator[tuple[int, Offer, Happened]]:
    for one in drawn:
        for offer in one.offers:
            for happened in offer.events:
                yield one.mall_id, offer, happened


def _add(row: list[int], values: Sequence[int]) -> None:
    for at, value in enumerate(values):
        row[at] += value
