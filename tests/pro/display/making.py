"""Malls for tests of the main display: made in the database as the rules would, and as the naive rule reads them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts import tenancy
from accounts.models import Mall
from catalog.models import (
    MainCategory,
    MainCategoryProduct,
    Product,
    ProductListing,
    ProductStatDay,
    ProductStatHour,
    Variant,
)
from catalog.models.product import folded
from pro.models import DisplayService
from tests.pro.display.naive import SEOUL, Area, Happened, Offer

NAMES = {"new": "신상품", "recommended": "추천상품", "best": "베스트상품", "trend": "트렌드상품"}


def running_service(mall: Mall, **values: Any) -> DisplayService:
    """The service of a mall, running since a week."""
    return DisplayService.objects.create(
        mall=mall, state="running", started_at=timezone.now() - dt.timedelta(days=7), **values
    )


def make_area(
    kind: str, slots: int | None, *, group: int, rule: str = "N", shop_no: int = 1, **values: Any
) -> MainCategory:
    """A main category that is recognised; the mall is open."""
    return MainCategory.objects.create(
        name=values.pop("name", NAMES[kind]),
        shop_no=shop_no,
        display_group=group,
        position=group,
        display_count=slots,
        sold_out=rule,
        **values,
    )


def make_offer(offer: Offer, *, shop_no: int = 1, display: bool = True, selling: bool = True) -> Product:
    """A product as an Offer says, with its day and hour rows; its id is written back into the offer."""
    product = Product(name="p", name_folded=folded("p"), price=Decimal(1000), created_at=offer.created_at)
    product.save(force_insert=True)
    Product.objects.filter(pk=product.pk).update(created_at=offer.created_at)
    ProductListing.objects.create(
        product=product, shop_no=shop_no, display=display, selling=selling, price=Decimal(1000)
    )
    Variant.objects.create(product=product, tracks_stock=True, stock=0 if offer.is_sold_out else 3)
    offer.id = product.pk
    note_events(product.pk, offer.events, shop_no=shop_no)
    return product


def note_events(product_id: int, events: Sequence[Happened], *, shop_no: int = 1) -> None:
    """Write events as the fold does: an hour row (72 hours are kept) and a day row, each added to."""
    newest = timezone.now() - dt.timedelta(hours=71)
    for happened in events:
        day = happened.at.astimezone(SEOUL).date()
        key = {"shop_no": shop_no, "product_id": product_id}
        _add(ProductStatDay, {**key, "day": day}, happened)
        if happened.at >= newest:
            _add(ProductStatHour, {**key, "hour_at": happened.at}, happened)


def _add(model: Any, key: dict[str, Any], happened: Happened) -> None:
    f = happened.figures
    row, _new = model.objects.get_or_create(**key)
    model.objects.filter(**key).update(
        views=row.views + f.views,
        visits=row.visits + f.visits,
        cart_adds=row.cart_adds + f.cart_adds,
        sales=row.sales + f.sales,
        revenue_minor=row.revenue_minor + f.revenue,
    )


def pin(category: MainCategory, product_id: int, position: int) -> None:
    MainCategoryProduct.objects.create(main_category=category, product_id=product_id, position=position, is_pinned=True)


def placed(category: MainCategory) -> list[int]:
    """What an area shows now, in order."""
    with tenancy.mall(category.mall_id):
        rows = MainCategoryProduct.objects.filter(main_category=category).order_by("position", "-product")
        return list(rows.values_list("product_id", flat=True))


def make_areas(areas: Sequence[Area], *, shop_no: int = 1) -> list[MainCategory]:
    """Main categories for areas in display order, with their pins (whose products are there already)."""
    made = []
    for number, area in enumerate(areas):
        category = make_area(area.kind, area.slots, group=number + 2, rule=area.rule, shop_no=shop_no)
        for position, product_id in area.pins:
            pin(category, product_id, position)
        made.append(category)
    return made
