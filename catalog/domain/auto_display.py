"""A mall's own automatic display: fill main categories by figures, at the hours the merchant chose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.contrib.postgres.aggregates import BoolAnd
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor, record
from accounts.jobs import enqueue
from accounts.models import Mall
from accounts.shop_hosts import forget_mall_pages
from catalog.domain.display_keepers import keeper_of
from catalog.models import MainCategory, MainCategoryProduct, ProductListing, ProductStatDay, ProductStatHour, Variant

REFRESH_MALL: Final = "catalog.refresh_mall_display"
SEOUL: Final = ZoneInfo("Asia/Seoul")
MALLS_AT_A_TIME: Final = 1000
FIGURES: Final = {"orders": "sales", "views": "views", "sales": "revenue_minor"}
FACTS: Final = {
    "newest": "product__created_at",
    "changed": "product__updated_at",
    "price": "price",
    "name": "product__name_folded",
}


def wake_due_malls(slot: dt.datetime) -> int:
    """Write a job for each open mall that has a main category due at this full hour; answers how many.

    Malls are looked through in batches, so cost and memory follow those that use automatic display.
    """
    hour = slot.astimezone(SEOUL).hour
    count = 0
    for ids in _open_malls():
        with tenancy.malls(ids):
            due = MainCategory.objects.filter(auto_display=True, auto_hours__contains=[hour])
            mall_ids = sorted(set(due.values_list("mall_id", flat=True)))
        with transaction.atomic():
            for mall_id in mall_ids:
                enqueue(REFRESH_MALL, mall_id=mall_id, slot=slot.isoformat())
        count += len(mall_ids)
    return count


def refresh_due_categories(slot: dt.datetime) -> int:
    """Refresh those categories of the open mall whose hour the slot is; answers how many.

    A second call for a slot that is done changes nothing.
    """
    hour = slot.astimezone(SEOUL).hour
    due = MainCategory.objects.filter(auto_display=True, auto_hours__contains=[hour]).exclude(
        auto_refreshed_at__gte=slot
    )
    ids = list(due.order_by("pk").values_list("pk", flat=True))
    for category_id in ids:
        refresh_category(category_id, slot, actor=Actor.system())
    return len(ids)


@transaction.atomic
def refresh_category(category_id: int, at: dt.datetime, *, actor: Actor) -> list[int]:
    """Fill a main category anew by its own settings, as of `at`; answers the products in order.

    Candidates are displayed and on sale in the category's shop. Pinned products keep their places; by rule B
    sold-out candidates come after all others. Without any candidate the category stays as it is, as does one that
    somebody else fills (R3.60). Raises MainCategory.DoesNotExist.
    """
    category: MainCategory = MainCategory.objects.select_for_update().get(pk=category_id)
    before = list(category.placements.order_by("position", "-product"))
    if keeper_of(category.name):
        return [row.product_id for row in before]
    pinned = {row.product_id: place for place, row in enumerate(before) if row.is_pinned}
    ranked = ranked_products(category, at, leaving_out=pinned)
    after = with_pins(ranked, pinned, category.auto_most)
    MainCategory.objects.filter(pk=category.pk).update(auto_refreshed_at=timezone.now())
    if not ranked or after == [row.product_id for row in before]:
        return [row.product_id for row in before]
    category.placements.all().delete()
    MainCategoryProduct.objects.bulk_create(
        [
            MainCategoryProduct(
                main_category=category, product_id=product_id, position=place, is_pinned=product_id in pinned
            )
            for place, product_id in enumerate(after)
        ]
    )
    record(
        "main_category.refreshed",
        category,
        actor=actor,
        before={"products": len(before)},
        after={"products": len(after)},
    )
    forget_mall_pages()
    return after


def with_pins(ranked: Sequence[int], pinned: dict[int, int], most: int) -> list[int]:
    """The ranked products with the pinned ones at their places; pins count in `most` but always stay."""
    products = list(ranked[: max(0, most - len(pinned))])
    for product_id, place in sorted(pinned.items(), key=lambda pin: pin[1]):
        products.insert(min(place, len(products)), product_id)
    return products


def ranked_products(category: MainCategory, at: dt.datetime, *, leaving_out: Collection[int] = ()) -> list[int]:
    """The first `auto_most` candidates of a main category by its settings; ties go to the newer product.

    Three queries at most. Figures and stock are summed once for all products: a subquery per product probed every
    partition of the period for each of them.
    """
    sort, is_descending = str(category.auto_sort), category.auto_descending
    candidates = ProductListing.objects.filter(shop_no=category.shop_no, display=True, selling=True)
    candidates = candidates.exclude(product__in=leaving_out)
    order = [f"{'-' if is_descending else ''}{FACTS[sort]}"] if sort in FACTS else []
    ids = candidates.order_by(*order, "-product").values_list("product_id", flat=True)
    goes_last = category.sold_out == MainCategory.SoldOut.TO_THE_END
    if sort in FACTS and not goes_last:
        return list(ids[: category.auto_most])
    ranked = list(ids)
    if sort not in FACTS:
        figures = _figures(category, at)
        ranked.sort(key=lambda pk: figures.get(pk, 0), reverse=is_descending)
    if goes_last:
        sold_out = _sold_out()
        ranked.sort(key=sold_out.__contains__)
    return ranked[: category.auto_most]


def _figures(category: MainCategory, at: dt.datetime) -> dict[int, float]:
    """By product, where there are any. One day: the 24 hours before; more: whole days in Korea, with today's so far."""
    end = at.astimezone(SEOUL).replace(minute=0, second=0, microsecond=0)
    rows: QuerySet[Any]
    if category.auto_period_days == 1:
        rows = ProductStatHour.objects.filter(hour_at__gte=end - dt.timedelta(hours=24), hour_at__lt=end)
    else:
        # Bounded above too, or the partitions of the weeks to come are read as well.
        first = end.date() - dt.timedelta(days=category.auto_period_days)
        rows = ProductStatDay.objects.filter(day__gte=first, day__lte=end.date())
    rows = rows.filter(shop_no=category.shop_no).order_by().values("product_id")
    if category.auto_sort == MainCategory.AutoSort.ORDER_RATE:
        summed = rows.annotate(all_sales=Sum("sales"), all_visits=Sum("visits"))
        found = summed.values_list("product_id", "all_sales", "all_visits")
        return {product_id: sales / visits if visits else 0.0 for product_id, sales, visits in found}
    summed = rows.annotate(figure=Sum(FIGURES[category.auto_sort]))
    return {product_id: int(figure) for product_id, figure in summed.values_list("product_id", "figure")}


def _sold_out() -> set[int]:
    """Products of which every variant is tracked and none is left."""
    variants = Variant.objects.order_by().values("product").annotate(tracked=BoolAnd("tracks_stock"), left=Sum("stock"))
    return set(variants.filter(tracked=True, left=0).values_list("product", flat=True))


def _open_malls() -> Iterator[list[int]]:
    last = 0
    while True:
        malls = Mall.objects.filter(pk__gt=last, status=Mall.Status.OPEN).order_by("pk")
        ids = list(malls.values_list("pk", flat=True)[:MALLS_AT_A_TIME])
        if not ids:
            return
        yield ids
        last = ids[-1]
