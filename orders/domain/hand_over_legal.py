"""What the law on electronic commerce asks to be kept of orders when a mall ends: contract, payment, refund."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from zoneinfo import ZoneInfo

from accounts.endings import LegalDocument, hands_over
from accounts.tenancy import step
from orders.models import Order

SEOUL: Final = ZoneInfo("Asia/Seoul")
CHUNK: Final = 500


@hands_over
def order_records() -> Iterator[LegalDocument]:
    """One document per paid order, in the order of their numbers; no address, phone, password or memo."""
    after = 0
    while chunk := _chunk(after):
        yield from map(_document, chunk)
        after = chunk[-1].pk


def _chunk(after: int) -> list[Order]:
    with step():
        paid = Order.objects.filter(paid_at__isnull=False, pk__gt=after).order_by("pk")
        return list(paid.prefetch_related("items", "refunds")[:CHUNK])


def _document(order: Order) -> LegalDocument:
    return LegalDocument(
        kind="order",
        reference=order.number,
        dated_on=order.placed_at.astimezone(SEOUL).date(),
        document={
            "number": order.number,
            "placed_at": order.placed_at.isoformat(),
            "buyer": {"name": order.buyer_name, "email": order.buyer_email},
            "items": [_item(item) for item in order.items.all()],
            "shipping_fee": str(order.shipping_fee),
            "total": str(order.total_amount),
            "currency": order.currency,
            "payment": {"method": order.payment_method, "paid_at": order.paid_at.isoformat() if order.paid_at else ""},
            "refunds": [
                {"amount": str(refund.amount), "at": refund.refunded_at.isoformat() if refund.refunded_at else ""}
                for refund in order.refunds.all()
            ],
        },
    )


def _item(item: Any) -> dict[str, Any]:
    return {
        "name": item.product_name,
        "option": item.option_text,
        "quantity": item.quantity,
        "unit_price": str(item.unit_price),
        "status": item.status,
    }
