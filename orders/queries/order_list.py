"""One page of an order list: two queries for the orders and their items, one for shops and counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db import connection
from django.db.models import Case, OuterRef, Prefetch, QuerySet, Subquery, Value, When
from django.http import QueryDict

from accounts.paging import KeysetPage, keyset_page, timed_page
from accounts.tenancy import current_mall_id
from orders.models import ExportDeclaration, Order, OrderItem, OrderMemo, OrderStage
from orders.queries.order_filter import Listing, OrderFilter, list_orders, products_named

MOST_COUNTED: Final = 1000
COUNTED_STAGES: Final = (
    OrderStage.AWAITING_PAYMENT,
    OrderStage.PREPARING,
    OrderStage.AWAITING_SHIPMENT,
    OrderStage.HELD,
    OrderStage.IN_TRANSIT,
)
STAGE_COUNT: Final = (
    "(SELECT count(*) FROM (SELECT 1 FROM orders_order WHERE mall_id = %s AND stage = %s LIMIT %s) AS waiting)"
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
    "receiver_country",
    "placed_at",
    "paid_at",
)
ITEM_SHOWN: Final = ("mall_id", "order_id", "product_name", "option_text", "quantity", "status", "line_no")


@dataclass(frozen=True, slots=True)
class DeskNumbers:
    """The mall's shops, how many orders the list has, and how many stand at each stage that waits for work.

    Counts stop at MOST_COUNTED + 1, which reads "1,000+": what is beyond costs nothing (design 7). `found` is None
    where it is not counted: by product, because that would read all its items.
    """

    shops: Mapping[int, str]
    found: int | None
    product_ids: tuple[int, ...]
    stages: Mapping[str, int]


def order_page(wanted: OrderFilter, query: QueryDict, *, size: int) -> KeysetPage[Order]:
    """A page of orders, newest first, with their items, customer and any memo; two queries."""
    listing = list_orders(wanted)
    if not listing.leads:
        return timed_page(_shown(listing.rows), query, at=listing.at, key=listing.key, size=size)
    leads = (
        listing.rows.select_related("order", "order__customer")
        .annotate(memo_id=_memo("order_id"), declaration=_declaration("order_id"))
        .only("mall_id", *_own_columns(listing), *(f"order__{name}" for name in SHOWN), *_customer("order__customer__"))
        .prefetch_related(Prefetch("order__items", _items()))
    )
    page = _page_of_leads(leads, listing, query, size)
    return replace(page, rows=[_order_of(lead) for lead in page])


def desk_numbers(wanted: OrderFilter | None) -> DeskNumbers:
    """Shops and counts in one query; None: nothing is counted as found (the filter was not valid)."""
    mall_id = current_mall_id()
    columns = ["s.shop_no", "s.name", *(STAGE_COUNT for _stage in COUNTED_STAGES)]
    values: list[Any] = []
    for stage in COUNTED_STAGES:
        values += [mall_id, stage.value, MOST_COUNTED + 1]
    more = _more_column(wanted)
    if more is not None:
        columns.append(more[0])
        values += more[1]
    with connection.cursor() as cursor:
        # Numbers and stages are ours, the rest are parameters.
        query = f"SELECT {', '.join(columns)} FROM accounts_shop s WHERE s.mall_id = %s ORDER BY s.shop_no"  # noqa: S608
        cursor.execute(query, [*values, mall_id])
        found = cursor.fetchall()
    stages = {str(stage): found[0][place] for place, stage in enumerate(COUNTED_STAGES, start=2)}
    shops = {number: name or str(number) for number, name, *_counts in found}
    last = found[0][-1] if more is not None else None
    if wanted is not None and wanted.product:
        return DeskNumbers(shops, None, tuple(last or ()), stages)
    return DeskNumbers(shops, stages[wanted.stage] if wanted and more is None else last, (), stages)


def _more_column(wanted: OrderFilter | None) -> tuple[str, tuple[Any, ...]] | None:
    """What else the query for the desk asks: the products that are meant, or how many orders fit."""
    if wanted is None or (not wanted.is_search and wanted.stage in COUNTED_STAGES):
        return None
    if wanted.product:
        sql, values = products_named(wanted.product).values("id").query.sql_with_params()
        return f"ARRAY({sql})", values
    rows = list_orders(wanted).rows.order_by().values("mall_id")[: MOST_COUNTED + 1]
    sql, values = rows.query.sql_with_params()
    return f"(SELECT count(*) FROM ({sql}) AS found)", values  # noqa: S608 - Django's own SQL


def piece_for_export(wanted: OrderFilter, query: QueryDict, *, size: int) -> KeysetPage[Order]:
    """The next rows of an export with everything that a line says; four queries at most."""
    if wanted.product:
        wanted = replace(wanted, product_ids=tuple(products_named(wanted.product).values_list("id", flat=True)))
    listing = list_orders(wanted)
    if not listing.leads:
        orders = listing.rows.select_related("customer").prefetch_related("items__parcel")
        return timed_page(orders, query, at=listing.at, key=listing.key, size=size)
    leads = listing.rows.select_related("order", "order__customer").prefetch_related("order__items__parcel")
    page = _page_of_leads(leads, listing, query, size)
    return replace(page, rows=[lead.order for lead in page])


def _page_of_leads(leads: QuerySet[Any], listing: Listing, query: QueryDict, size: int) -> KeysetPage[Any]:
    """Grams and parcels go by time and key; items by their key, which grows with the orders."""
    if listing.rows.model is OrderItem:
        return keyset_page(leads, query, size=size)
    return timed_page(leads, query, at=listing.at, key=listing.key, size=size)


def _own_columns(listing: Listing) -> list[str]:
    return [] if listing.rows.model is OrderItem else [listing.at]


def _shown(orders: QuerySet[Any]) -> QuerySet[Any]:
    shown: QuerySet[Any] = (
        orders.select_related("customer")
        .annotate(memo_id=_memo("id"), declaration=_declaration("id"))
        .only(*SHOWN, *_customer("customer__"))
        .prefetch_related(Prefetch("items", _items()))
    )
    return shown


def _items() -> QuerySet[OrderItem]:
    items: QuerySet[OrderItem] = OrderItem.objects.only(*ITEM_SHOWN).order_by("line_no")
    return items


def _memo(order_id: str) -> Subquery:
    """Any memo of an order. Not EXISTS: that is planned as a hash over all memos of the mall (docs/performance.md)."""
    return Subquery(OrderMemo.objects.filter(order=OuterRef(order_id)).order_by().values("id")[:1])


def _declaration(order_id: str) -> Subquery:
    """The state of the export declaration of an order that needs the merchant most, over all its parcels."""
    states = ExportDeclaration.State
    urgency = [When(state=state, then=Value(at)) for at, state in enumerate([states.FAILED, states.NOT_FILED])]
    rows = ExportDeclaration.objects.filter(parcel__order=OuterRef(order_id))
    ordered = rows.order_by(Case(*urgency, When(state=states.FILED, then=Value(2)), default=Value(3)))
    return Subquery(ordered.values("state")[:1])


def _customer(way: str) -> list[str]:
    return [f"{way}mall_id", f"{way}member_id"]


def _order_of(lead: Any) -> Order:
    order: Any = lead.order
    order.memo_id, order.declaration = lead.memo_id, lead.declaration
    found: Order = order
    return found
