"""One page of an order list: two queries for the orders and their items, one for shops and counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, Func, IntegerField, OuterRef, Prefetch, QuerySet
from django.http import QueryDict

from accounts.models import Shop
from accounts.paging import KeysetPage, timed_page
from accounts.tenancy import current_mall_id
from orders.models import Order, OrderItem, OrderMemo, OrderNameGram, OrderStage
from orders.queries.order_filter import Listing, OrderFilter, list_orders

MOST_COUNTED: Final = 1000
COUNTED_STAGES: Final = (
    OrderStage.AWAITING_PAYMENT,
    OrderStage.PREPARING,
    OrderStage.AWAITING_SHIPMENT,
    OrderStage.HELD,
    OrderStage.IN_TRANSIT,
)
SHOWN: Final = (
    "mall_id",
    "number",
    "shop_no",
    "currency",
    "customer_id",
    "buyer_name",
    "total_amount",
    "payment_method",
    "payment_status",
    "stage",
    "has_open_claim",
    "placed_at",
    "paid_at",
)
ITEM_SHOWN: Final = ("mall_id", "order_id", "product_name", "option_text", "quantity", "status", "line_no")


@dataclass(frozen=True, slots=True)
class DeskNumbers:
    """The mall's shops, how many orders the list has, and how many stand at each stage that waits for work.

    Counts stop at MOST_COUNTED + 1, which reads "1,000+": what is beyond costs nothing (design 7).
    """

    shops: list[Shop]
    found: int
    stages: Mapping[str, int]


def order_page(wanted: OrderFilter, query: QueryDict, *, size: int) -> KeysetPage[Order]:
    """A page of orders, newest first, with their items, customer and whether they have memos; two queries."""
    listing = list_orders(wanted)
    if not listing.is_by_name:
        orders = _shown(listing.rows)
        return timed_page(orders, query, at=listing.at, key=listing.key, size=size)
    leads = (
        listing.rows.select_related("order", "order__customer")
        .annotate(has_memo=Exists(OrderMemo.objects.filter(order=OuterRef("order_id"))))
        .only("placed_at", *(f"order__{name}" for name in SHOWN), *_customer("order__customer__"))
        .prefetch_related(Prefetch("order__items", _items()))
    )
    page: KeysetPage[Any] = timed_page(leads, query, at=listing.at, key=listing.key, size=size)
    return replace(page, rows=[_order_of(lead) for lead in page])


def desk_numbers(wanted: OrderFilter | None) -> DeskNumbers:
    """Shops and counts in one query; None: nothing is counted as found (the filter was not valid)."""
    counts = {f"at_{stage}": _capped(Order.objects.filter(stage=stage)) for stage in COUNTED_STAGES}
    is_counted = wanted is not None and not wanted.is_search and wanted.stage in COUNTED_STAGES
    if wanted is not None and not is_counted:
        counts["found"] = _capped(list_orders(wanted).rows)
    shops = list(Shop.objects.filter(mall_id=current_mall_id()).annotate(**counts).order_by("shop_no"))
    first: Any = shops[0]
    stages = {str(stage): getattr(first, f"at_{stage}") for stage in COUNTED_STAGES}
    found = stages[wanted.stage] if is_counted and wanted is not None else getattr(first, "found", 0)
    return DeskNumbers(shops, found, stages)


def piece_for_export(listing: Listing, query: QueryDict, *, size: int) -> KeysetPage[Order]:
    """The next rows of an export with everything that a line says; three queries."""
    if listing.is_by_name:
        rows = listing.rows.select_related("order", "order__customer")
        found: KeysetPage[Any] = timed_page(
            rows.prefetch_related("order__items__parcel"), query, at=listing.at, key=listing.key, size=size
        )
        return replace(found, rows=[lead.order for lead in found])
    orders = listing.rows.select_related("customer").prefetch_related("items__parcel")
    return timed_page(orders, query, at=listing.at, key=listing.key, size=size)


def _shown(orders: QuerySet[Any]) -> QuerySet[Any]:
    shown: QuerySet[Any] = (
        orders.select_related("customer")
        .annotate(has_memo=Exists(OrderMemo.objects.filter(order=OuterRef("id"))))
        .only(*SHOWN, *_customer("customer__"))
        .prefetch_related(Prefetch("items", _items()))
    )
    return shown


def _items() -> QuerySet[OrderItem]:
    items: QuerySet[OrderItem] = OrderItem.objects.only(*ITEM_SHOWN).order_by("line_no")
    return items


def _customer(way: str) -> list[str]:
    return [f"{way}mall_id", f"{way}member_id"]


def _order_of(lead: OrderNameGram) -> Order:
    order: Any = lead.order
    order.has_memo = lead.has_memo  # type: ignore[attr-defined]
    found: Order = order
    return found


def _capped(rows: QuerySet[Any]) -> Func:
    """How many rows there are, but no more than MOST_COUNTED + 1 are looked at."""
    keys = rows.order_by().annotate(one=F("id")).values("one")[: MOST_COUNTED + 1]
    return Func(ArraySubquery(keys), function="CARDINALITY", output_field=IntegerField())
