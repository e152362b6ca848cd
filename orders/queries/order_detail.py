"""What the tabs of one order show; each tab reads only what it needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from accounts.history import HistoryRow, history_rows
from accounts.models import Shop
from accounts.tenancy import current_mall_id
from orders.models import (
    Claim,
    ItemStatus,
    Order,
    OrderItem,
    OrderMemo,
    Parcel,
    Payment,
    Refund,
)
from orders.models.status import BEFORE_SHIPPING, SHIPPED
from orders.queries.label_names import with_labels
from orders.queries.order_rows import PAYMENT_TONES, STAGE_TONES
from orders.queries.sums import discount_uses, sums_of


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item with what the order page says about it. Money is in the order's currency."""

    item: OrderItem
    code: str
    amount: Decimal
    tone: str
    inputs: list[tuple[str, str]]
    labels: list[str]


def order_by_number(number: str) -> QuerySet[Order]:
    """The one order of the open mall with this number, or none: another mall's number is no order here."""
    orders: QuerySet[Order] = Order.objects.select_related("customer").filter(number=number)
    return orders


def head_of(order: Order) -> dict[str, Any]:
    """What stands above all tabs; two queries."""
    items = list(with_labels(OrderItem.objects.filter(order=order).select_related("parcel").order_by("line_no")))
    shop = Shop.objects.select_related("mall").filter(mall_id=current_mall_id(), shop_no=order.shop_no).first()
    statuses = {item.status for item in items}
    return {
        "order": order,
        "items": items,
        "statuses": statuses,
        "shop_name": shop.title if shop else str(order.shop_no),
        "language": dict(Shop.Language.choices).get(order.language, order.language),
        "stage_tone": STAGE_TONES.get(order.stage, "secondary"),
        "payment_tone": PAYMENT_TONES.get(order.payment_status, "secondary"),
        "is_partly_shipped": bool(statuses & SHIPPED) and bool(statuses & BEFORE_SHIPPING),
    }


def item_lines(order: Order, items: list[Any]) -> list[ItemLine]:
    """Items of `head_of` as lines; no query."""
    return [
        ItemLine(
            item,
            f"{order.number}-{item.line_no:02d}",
            item.unit_price * item.quantity - item.discount_amount,
            _tone(item.status),
            sorted(item.extra_inputs.items()),
            item.label_names,
        )
        for item in items
    ]


def parcels_of(order: Order) -> list[tuple[Parcel, list[OrderItem]]]:
    """Parcels in their order with what is inside; two queries."""
    parcels = Parcel.objects.filter(order=order).order_by("parcel_no").prefetch_related("items")
    return [(parcel, sorted(parcel.items.all(), key=lambda item: item.line_no)) for parcel in parcels]


def payment_of(order: Order, items: Iterable[OrderItem]) -> dict[str, Any]:
    """Amounts, attempts to pay, discounts and refunds; `items` are the order's. Three queries."""
    methods = dict(Order.PaymentMethod.choices)
    payments = Payment.objects.filter(order=order).order_by("id")
    return {
        "payments": [(payment, methods.get(payment.gateway, payment.gateway)) for payment in payments],
        "refunds": list(Refund.objects.filter(order=order).order_by("id")),
        "sums": sums_of(order, discount_uses(order), items),
    }


def memos_of(order: Order) -> list[OrderMemo]:
    """Pinned ones first, then the newest."""
    return list(OrderMemo.objects.filter(order=order))


def history_of_order(order: Order) -> list[HistoryRow]:
    """Everything that was done to the order, its claims and refunds, newest first."""
    claims = Claim.objects.filter(order=order)
    refunds = Refund.objects.filter(order=order)
    return history_rows(order, *claims, *refunds, limit=200)


def _tone(status: str) -> str:
    if status == ItemStatus.SHIPMENT_HELD:
        return "red"
    tones = {"N0": "yellow", "N1": "blue", "N2": "blue", "N3": "cyan", "N4": "green", "N5": "green"}
    return tones.get(status[:2], "orange" if status[1] in "0123" else "secondary")
