"""What the pages of shops show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.models import Job, Shop
from accounts.tenancy import current_mall_id
from catalog.models import Product, ProductListing
from pro.models import OverseasCopy, TranslationTask


@dataclass(frozen=True, slots=True)
class ShopRow:
    """A shop with how many products it offers."""

    shop: Shop
    listed: int
    displayed: int


@dataclass(frozen=True, slots=True)
class NewPrice:
    """What a new rate does to one product of a shop; one with a price by hand keeps it."""

    product_id: int
    name: str
    base_price: Decimal
    before: Decimal
    after: Decimal
    is_by_hand: bool

    @property
    def is_changed(self) -> bool:
        return not self.is_by_hand and self.before != self.after


def shop_rows() -> list[ShopRow]:
    """All shops of the open mall; two queries for any number."""
    counts = {
        row["shop_no"]: row
        for row in ProductListing.objects.order_by()
        .values("shop_no")
        .annotate(listed=Count("id"), displayed=Count("id", filter=Q(display=True)))
    }
    shops = Shop.objects.filter(mall_id=current_mall_id()).select_related("mall").order_by("shop_no")
    nothing = {"listed": 0, "displayed": 0}
    return [ShopRow(shop, **{name: counts.get(shop.shop_no, nothing)[name] for name in nothing}) for shop in shops]


def running_job(shop_no: int, tasks: Iterable[str]) -> Job | None:
    """The newest job of some kinds that works on a shop of the open mall and is not over."""
    jobs = Job.objects.filter(mall_id=current_mall_id(), task__in=list(tasks), arguments__shop_no=shop_no)
    return jobs.filter(state__in=[Job.State.WAITING, Job.State.RUNNING]).order_by("-pk").first()


def held_back_products(shop_no: int) -> QuerySet[Product]:
    """Copies that are not displayed because they had no weight."""
    ids = OverseasCopy.objects.filter(shop_no=shop_no, is_held_back=True).values("product_id")
    return Product.objects.filter(pk__in=ids)


def priced_listings(shop_no: int) -> QuerySet[ProductListing]:
    """Listings of a shop with their products, for a preview of prices."""
    return ProductListing.objects.filter(shop_no=shop_no).select_related("product")


def new_prices(listings: Iterable[ProductListing], shop: Shop) -> list[NewPrice]:
    """What the shop's rate, as it is set on the (unsaved) shop given, does to listings."""
    return [
        NewPrice(
            row.product_id,
            row.text("name"),
            row.product.price,
            row.price,
            shop.price_from_base(row.product.price),
            row.source("price") == "hand",
        )
        for row in listings
    ]


def price_counts(shop_no: int) -> dict[str, int]:
    """How many prices a recalculation looks at, and how many of them stay because they were set by hand."""
    rows: dict[str, int] = ProductListing.objects.filter(shop_no=shop_no).aggregate(
        all=Count("id"), by_hand=Count("id", filter=Q(sources__price="hand"))
    )
    return rows


def translation_counts(language: str) -> dict[str, int]:
    """Products by the state of their translation into a language."""
    rows: QuerySet[Any, Any] = TranslationTask.objects.filter(language=language).order_by().values("state")
    found = dict(rows.annotate(count=Count("id")).values_list("state", "count"))
    return {state: found.get(state, 0) for state in TranslationTask.State.values}


def task_of(product_id: int, language: str) -> TranslationTask | None:
    """A product's translation into a language."""
    return TranslationTask.objects.filter(product=product_id, language=language).first()
