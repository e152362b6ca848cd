"""One page of an order list: one query for which orders, one for what is said of them, one for shops and counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.http import QueryDict

from accounts.paging import KeysetPage, Moment, keyset_page, moment_of, timed_page, timed_result, timed_rows
from accounts.tenancy import current_mall_id
from orders.models import ExportDeclaration, ItemStatus, Order, OrderItem, OrderStage
from orders.models.status import BEFORE_SHIPPING, ENDED, SHIPPED
from orders.queries.order_filter import Listing, OrderFilter, list_orders, products_named

MOST_COUNTED: Final = 1000
ANY_MOMENT: Final = dt.datetime(1971, 2, 3, 4, 5, 6, 789, dt.UTC)
ANY_KEY: Final = 2**62 + 5
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
DECLARATIONS_BY_URGENCY: Final = (
    ExportDeclaration.State.FAILED,
    ExportDeclaration.State.NOT_FILED,
    ExportDeclaration.State.FILED,
    ExportDeclaration.State.ACCEPTED,
)
# One row per order; the ORM would make five objects of each, which took longer than PostgreSQL takes to find them.
# Not EXISTS for the memo: that is planned as a hash over all memos of the mall (docs/performance.md).
FACTS: Final = """
SELECT o.id, o.number, o.shop_no, o.currency, o.buyer_name, c.member_id, o.total_amount, o.payment_method,
       o.payment_status, o.stage, o.has_open_claim, o.placed_at,
       (SELECT m.id FROM orders_ordermemo m WHERE m.mall_id = o.mall_id AND m.order_id = o.id LIMIT 1) IS NOT NULL,
       i.product_name, i.option_text, i.quantity, i.lines, i.living, i.shipped, i.may_ship, o.receiver_country,
       (SELECT d.state
          FROM orders_parcel p JOIN orders_exportdeclaration d ON d.mall_id = p.mall_id AND d.parcel_id = p.id
         WHERE p.mall_id = o.mall_id AND p.order_id = o.id
         ORDER BY array_position(%(urgency)s, d.state::text) LIMIT 1)
  FROM orders_order o
  LEFT JOIN orders_customer c ON c.mall_id = o.mall_id AND c.id = o.customer_id
 CROSS JOIN LATERAL (
       SELECT (array_agg(product_name ORDER BY line_no))[1] AS product_name,
              (array_agg(option_text ORDER BY line_no))[1] AS option_text,
              (array_agg(quantity ORDER BY line_no))[1] AS quantity,
              count(*) AS lines,
              count(*) FILTER (WHERE status <> ALL (%(ended)s)) AS living,
              count(*) FILTER (WHERE status = ANY (%(shipped)s)) AS shipped,
              coalesce(bool_or(status = ANY (%(shippable)s)), false) AS may_ship
         FROM orders_orderitem
        WHERE mall_id = o.mall_id AND order_id = o.id
       ) i
 WHERE o.mall_id = %(mall_id)s AND o.id = ANY (%(order_ids)s)
"""


class OrderFacts(NamedTuple):
    """What a list says about an order; `product_name`, `option_text` and `quantity` are of its first line.

    Of its `lines`, `living` are not cancelled, returned or exchanged, and `shipped` of those have left. `declaration`
    is the state of the export declaration that needs the merchant most, over all its parcels.
    """

    number: str
    shop_no: int
    currency: str
    buyer_name: str
    member_id: str | None
    total_amount: Decimal
    payment_method: str
    payment_status: str
    stage: str
    has_open_claim: bool
    placed_at: dt.datetime
    has_memo: bool
    product_name: str | None
    option_text: str | None
    quantity: int | None
    lines: int
    living: int
    shipped: int
    may_ship: bool
    receiver_country: str
    declaration: str | None


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


def order_page(wanted: OrderFilter, query: QueryDict, *, size: int) -> KeysetPage[OrderFacts]:
    """A page of orders, newest first; two queries: which orders, then what the list says about them."""
    page: KeysetPage[Any] = _ids_of_products(wanted, query, size) if wanted.product else _ids(wanted, query, size)
    return replace(page, rows=_facts(page.rows))


def _ids(wanted: OrderFilter, query: QueryDict, size: int) -> KeysetPage[int]:
    beyond = moment_of(query)
    sql, values = _page_sql(current_mall_id(), wanted, None if beyond is None else beyond.is_newer, size)
    if beyond is not None:
        places: dict[Any, Any] = {ANY_MOMENT: beyond.at, ANY_KEY: beyond.key}
        values = tuple(places.get(value, value) for value in values)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found = cursor.fetchall()
    marks = [(at, key) for at, key, *_order_id in found]
    return timed_result([row[-1] for row in found], marks, query, beyond, size=size)


@lru_cache(maxsize=2048)
def _page_sql(_mall_id: int, wanted: OrderFilter, is_newer: bool | None, size: int) -> tuple[str, tuple[Any, ...]]:
    """The statement of a page and its values, written once for all pages of a search in a mall (docs/adr/0014).

    The cursor's time and key are left open by two values that nothing else of a filter has.
    """
    listing = list_orders(wanted)
    order_id = "order_id" if listing.leads else "id"
    beyond = None if is_newer is None else Moment(ANY_MOMENT, ANY_KEY, is_newer)
    # A parcel, memo, return or refund is a place in the list by its own key, and leads to its order.
    rows = listing.rows.values_list(listing.at, listing.key, *([] if listing.key == order_id else [order_id]))
    sql, values = timed_rows(rows, beyond, at=listing.at, key=listing.key)[: size + 1].query.sql_with_params()
    return sql, tuple(values)


def _ids_of_products(wanted: OrderFilter, query: QueryDict, size: int) -> KeysetPage[int]:
    """Items go by their own key, which grows with the orders; with another search beside them orders go by time."""
    listing = list_orders(wanted)
    page: KeysetPage[Any]
    if listing.rows.model is OrderItem:
        page = keyset_page(listing.rows.values_list("pk", "order_id", named=True), query, size=size)
        return replace(page, rows=[row.order_id for row in page])
    rows = listing.rows.values_list(listing.at, listing.key, named=True)
    page = timed_page(rows, query, at=listing.at, key=listing.key, size=size)
    return replace(page, rows=[getattr(row, listing.key) for row in page])


def _facts(order_ids: list[int]) -> list[OrderFacts]:
    """What the list says about these orders, in their order; none is asked for where there are none."""
    if not order_ids:
        return []
    values: dict[str, Any] = {
        "mall_id": current_mall_id(),
        "order_ids": order_ids,
        "ended": [str(status) for status in ENDED],
        "shipped": [str(status) for status in SHIPPED],
        "urgency": [str(state) for state in DECLARATIONS_BY_URGENCY],
        "shippable": [str(status) for status in BEFORE_SHIPPING if status != ItemStatus.SHIPMENT_HELD],
    }
    with connection.cursor() as cursor:
        cursor.execute(FACTS, values)
        found = {row[0]: OrderFacts(*row[1:]) for row in cursor.fetchall()}
    return [found[order_id] for order_id in order_ids]


def desk_numbers(wanted: OrderFilter | None) -> DeskNumbers:
    """Shops and counts in one query; None: nothing is counted as found (the filter was not valid)."""
    mall_id = current_mall_id()
    columns = ["s.shop_no", "s.name", *(STAGE_COUNT for _stage in COUNTED_STAGES)]
    values: list[Any] = []
    for stage in COUNTED_STAGES:
        values += [mall_id, stage.value, MOST_COUNTED + 1]
    more = _more_column(mall_id, wanted, MOST_COUNTED + 1) if wanted is not None else None
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


@lru_cache(maxsize=2048)
def _more_column(_mall_id: int, wanted: OrderFilter, most: int) -> tuple[str, tuple[Any, ...]] | None:
    """What else the query for the desk asks: the products that are meant, or how many orders fit; written once."""
    if not wanted.is_search and wanted.stage in COUNTED_STAGES:
        return None
    if wanted.product:
        sql, values = products_named(wanted.product).values("id").query.sql_with_params()
        return f"ARRAY({sql})", values
    rows = list_orders(wanted).rows.order_by().values("mall_id")[:most]
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
    """Grams and events go by time and key; items by their key, which grows with the orders."""
    if listing.rows.model is OrderItem:
        return keyset_page(leads, query, size=size)
    return timed_page(leads, query, at=listing.at, key=listing.key, size=size)
