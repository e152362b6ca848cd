"""What one request did to several rows, as one event: 90041 and 90071 to 90074.

Payloads: wire contract 3 (90041) and Cafe24's public samples (order_id is a list joined by commas). Payments and
exchanges have no bulk event: they are told order by order.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from accounts.models import AuditEntry
from developer_center import webhook_events as on
from developer_center.domain.webhooks.payloads import products
from developer_center.domain.webhooks.payloads.event import Event, Together, mall_part, row_of, shop_of_entry
from developer_center.domain.webhooks.payloads.order_codes import SHIPPING_ACTIONS, code_of
from orders.models import Claim, Order

How = Callable[[AuditEntry], Together | None]
OF_CLAIM: Final = {
    Claim.Kind.CANCEL: (on.ORDERS_CANCELLED, on.ORDER_CANCEL),
    Claim.Kind.RETURN: (on.ORDERS_RETURNED, on.ORDER_RETURN),
}
BULK_NUMBERS: Final = frozenset(
    {on.PRODUCTS_BULK_EDITED, on.ORDERS_SHIPPING, on.ORDERS_CANCELLED, on.ORDERS_REFUNDED, on.ORDERS_RETURNED}
)


def reader_of(entries: Collection[AuditEntry]) -> How:
    """How entries go together. One query for their orders, however many there are."""
    wanted = {_order_id(entry) for entry in entries if _numbers(entry) is not None}
    shops = dict(Order.objects.filter(pk__in=wanted - {0}).values_list("pk", "shop_no")) if wanted else {}
    return lambda entry: _of_product(entry) or _of_order(entry, shops)


def _of_product(entry: AuditEntry) -> Together | None:
    if entry.action != products.BULK_ACTION:
        return None
    shop_no = shop_of_entry(entry)
    return Together(
        on.PRODUCTS_BULK_EDITED, on.PRODUCT_EDITED, row_of(entry), (shop_no,), lambda rows: _products(rows, shop_no)
    )


def _of_order(entry: AuditEntry, shops: Mapping[int, int]) -> Together | None:
    numbers, order_id = _numbers(entry), _order_id(entry)
    if numbers is None or order_id not in shops:
        return None
    bulk, single = numbers
    shop_no, code = shops[order_id], code_of(entry)
    return Together(
        bulk, single, row_of(entry), (shop_no, code), lambda rows: _orders(bulk, rows, shop_no=shop_no, code=code)
    )


def _numbers(entry: AuditEntry) -> tuple[int, int] | None:
    """The bulk event of an entry about an order, and the single one that it takes the place of."""
    if entry.action in SHIPPING_ACTIONS:
        return on.ORDERS_SHIPPING, on.SHIPPING_STATUS
    if entry.action == "order.cancelled_unpaid":
        return on.ORDERS_CANCELLED, on.ORDER_CANCEL
    if entry.action == "refund.done":
        return on.ORDERS_REFUNDED, on.ORDER_REFUND
    return OF_CLAIM.get(entry.after.get("kind", "")) if entry.action.startswith("claim.") else None


def _order_id(entry: AuditEntry) -> int:
    return int(entry.after.get("order_id") or entry.object_id or 0)


def _orders(number: int, entries: Sequence[AuditEntry], *, shop_no: int, code: str) -> Event:
    rows = {row_of(entry): _order_id(entry) for entry in entries}
    names = dict(Order.objects.filter(pk__in=rows.values()).values_list("pk", "number"))
    joined = ",".join(sorted(names.values()))
    return Event(number, "", orders_part(number, joined, code) | mall_part(shop_no), among=tuple(rows))


def orders_part(number: int, order_ids: str, code: str) -> dict[str, object]:
    """The orders of a bulk event; that of shipping has two fields more, which are empty without deferred payment."""
    part: dict[str, object] = {"event_code": code, "order_id": order_ids}
    deferred = {"included_deferpay_order": "", "deferpay_order_id": ""}
    return part | deferred if number == on.ORDERS_SHIPPING else part


def _products(entries: Sequence[AuditEntry], shop_no: int) -> Event:
    numbers = sorted({int(entry.object_id or 0) for entry in entries})
    resource = mall_part(shop_no) | {"product_no": ",".join(map(str, numbers)), "action": "batch"}
    return Event(on.PRODUCTS_BULK_EDITED, "", resource, among=tuple(products.about(number) for number in numbers))
