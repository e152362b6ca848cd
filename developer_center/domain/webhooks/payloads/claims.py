"""Claims of orders and their refunds: 90026 to 90029, and 90160 with the sums of a return that is over.

Fields: those of 90023 with the dates that belong to them (wire contract 3, Cafe24's public samples). 90160 tells of an
order, so it needs `read_order`, though the contract lists it among events of apps.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from accounts.models import AuditEntry
from developer_center import webhook_events as on
from developer_center.domain.webhooks.payloads.event import Event, Resource, Source, mall_part, one
from developer_center.domain.webhooks.payloads.orders import about, order_event, reason_part
from developer_center.domain.webhooks.payloads.products import STOCK_EVENTS, order_moved_stock
from developer_center.wire import dec2
from orders.models import Claim, ClaimItem, StockMove

Move = StockMove.Kind
NOTHING: Final = Decimal(0)
OF_KIND: Final = {
    Claim.Kind.CANCEL: on.ORDER_CANCEL,
    Claim.Kind.RETURN: on.ORDER_RETURN,
    Claim.Kind.EXCHANGE: on.ORDER_EXCHANGE,
}


def claim_moved(entry: AuditEntry, wanted: frozenset[int]) -> Iterator[Event]:
    """An exchange takes its replacements when it is accepted; the end of a claim puts back what came back."""
    kind, order_id = entry.after["kind"], int(entry.after["order_id"])
    if OF_KIND[kind] in wanted:
        yield from order_event(OF_KIND[kind], order_id, entry)
    if on.RETURN_DONE in wanted and kind == Claim.Kind.RETURN and entry.action == "claim.done":
        yield from _return_done(entry)
    if entry.action == "claim.accepted" and kind == Claim.Kind.EXCHANGE:
        yield from order_moved_stock(order_id, Move.SOLD, entry, wanted)
    elif entry.action in {"claim.done", "claim.withdrawn"}:
        yield from order_moved_stock(order_id, Move.RETURNED, entry, wanted)


def refund_done(entry: AuditEntry, _wanted: frozenset[int]) -> Iterator[Event]:
    yield from order_event(on.ORDER_REFUND, int(entry.after["order_id"]), entry)


def _return_done(entry: AuditEntry) -> Iterator[Event]:
    claim = Claim.objects.select_related("order").filter(pk=entry.object_id or 0).first()
    if claim is None:
        return
    rows = list(ClaimItem.objects.filter(claim=claim).select_related("item"))
    price = sum((Decimal(row.item.unit_price) * row.quantity for row in rows), NOTHING)
    discount = sum((Decimal(row.item.discount_amount) * row.quantity / row.item.quantity for row in rows), NOTHING)
    sums = return_part(claim, price=price, discount=discount)
    resource = mall_part(claim.order.shop_no) | {"order_id": claim.order.number} | sums
    yield Event(on.RETURN_DONE, about(claim.order_id), resource)


def return_part(claim: Claim, *, price: Decimal, discount: Decimal) -> Resource:
    """The sums of a return. There are no points, grades or surcharges of regions here."""
    none = dec2(0)
    return {
        "claim_code": claim.code,
        **reason_part(claim),
        "order_price_amount": dec2(price),
        "refund_amount": dec2(claim.refund_amount),
        "shipping_fee": none,
        "refund_shipping_fee": dec2(claim.shipping_refund),
        "refund_regional_surcharge": none,
        "return_shipping_fee": dec2(claim.shipping_charge),
        "return_regional_surcharge": none,
        "add_discount_amount": none,
        "member_grade_discount_amount": none,
        "shipping_discount_amount": none,
        "coupon_discount_amount": dec2(-discount or NOTHING),
        "point_used": none,
        "credit_used": none,
    }


NUMBERS: Final = frozenset(OF_KIND.values()) | {on.RETURN_DONE} | STOCK_EVENTS
SOURCES: Final = {
    **{
        f"claim.{step}": Source(NUMBERS, claim_moved)
        for step in ("requested", "accepted", "refused", "collected", "withdrawn", "done")
    },
    "refund.done": one(on.ORDER_REFUND, refund_done),
}
