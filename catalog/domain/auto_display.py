"""A mall's own automatic display: fill main categories by figures, at the hours the merchant chose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.contrib.postgres.aggregates import BoolAnd
from django.db import transaction
from django.db.models import (
    BigIntegerField,
    Case,
    F,
    FloatField,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor, record
from accounts.jobs import enqueue
from accounts.models import Mall
from accounts.shop_hosts import forget_mall_pages
from catalog.domain.display_keepers import keeper_of
from catalog.models import MainCategory, MainCategoryProduct, Product, ProductStatDay, ProductStatHour, Variant

REFRESH_MALL: Final = "catalog.refresh_mall_display"
SEOUL: Final = ZoneInfo("Asia/Seoul")
MALLS_AT_A_TIME: Final = 1000
FIGURES: Final = {"orders": "sales", "views": "views", "sales": "revenue_minor"}
FACTS: Final = {"newest": "created_at", "changed": "updated_at", "price": "listings__price", "name": "name_folded"}


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
    ranked = list(
        ranked_products(category, at).exclude(pk__in=pinned).values_list("pk", flat=True)[: category.auto_most]
    )
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


def ranked_products(category: MainCategory, at: dt.datetime) -> QuerySet[Product]:
    """The candidates of a main category in the order of its settings; ties go to the newer product."""
    products = Product.objects.filter(
        listings__shop_no=category.shop_no, listings__display=True, listings__selling=True
    ).annotate(rank_by=_figure(category, at))
    direction = F("rank_by").desc(nulls_last=True) if category.auto_descending else F("rank_by").asc(nulls_last=True)
    order: list[Any] = [direction, "-pk"]
    if category.sold_out == MainCategory.SoldOut.TO_THE_END:
        products = products.annotate(goes_last=_goes_last())
        order.insert(0, "goes_last")
    found: QuerySet[Product] = products.order_by(*order)
    return found


def _figure(category: MainCategory, at: dt.datetime) -> Any:
    sort = str(category.auto_sort)
    if sort in FACTS:
        return F(FACTS[sort])
    figures = _figures(category, at)
    if sort == "order_rate":
        rate = Cast(Sum("sales"), FloatField()) / Cast(Sum("visits"), FloatField())
        per_product = figures.annotate(rate=Case(When(all_visits__gt=0, then=rate), default=Value(0.0)))
        return Coalesce(Subquery(per_product.values("rate"), output_field=FloatField()), 0.0)
    per_product = figures.annotate(figure=Cast(Sum(FIGURES[sort]), BigIntegerField()))
    return Coalesce(Subquery(per_product.values("figure"), output_field=BigIntegerField()), 0)


def _figures(category: MainCategory, at: dt.datetime) -> QuerySet[Any]:
    """One day: the 24 hours before; more: whole days in Korea, with today as far as it is counted."""
    end = at.astimezone(SEOUL).replace(minute=0, second=0, microsecond=0)
    rows: QuerySet[Any]
    if category.auto_period_days == 1:
        rows = ProductStatHour.objects.filter(hour_at__gte=end - dt.timedelta(hours=24), hour_at__lt=end)
    else:
        # Bounded above too, or the partitions of the weeks to come are probed once per product.
        first = end.date() - dt.timedelta(days=category.auto_period_days)
        rows = ProductStatDay.objects.filter(day__gte=first, day__lte=end.date())
    mine = rows.filter(shop_no=category.shop_no, product_id=OuterRef("pk"))
    figures: QuerySet[Any] = mine.order_by().values("product_id").annotate(all_visits=Sum("visits"))
    return figures


def _goes_last() -> Any:
    variants = Variant.objects.filter(product=OuterRef("pk")).order_by().values("product")
    sold_out = variants.annotate(tracked=BoolAnd("tracks_stock"), pieces=Sum("stock")).filter(tracked=True, pieces=0)
    return Coalesce(Subquery(sold_out.annotate(one=Value(1)).values("one"), output_field=IntegerField()), 0)


def _open_malls() -> Iterator[list[int]]:
    last = 0
    while True:
        malls = Mall.objects.filter(pk__gt=last, status=Mall.Status.OPEN).order_by("pk")
        ids = list(malls.values_list("pk", flat=True)[:MALLS_AT_A_TIME])
        if not ids:
            return
        yield ids
        last = ids[-1]
