"""Add products to an order that waits for its payment (wire contract, Appendix B, orders/{id}/items; event 90031)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from accounts.audit import Actor, record
from accounts.models import Shop
from orders.domain.checkout import CheckoutRefused, Line, PricedLine
from orders.domain.choose_items import codes_of
from orders.domain.claims.split import last_line_no
from orders.domain.place_order import item_of, lock_variants
from orders.domain.progress import lock_order
from orders.domain.quote import price_lines
from orders.domain.shipping_fee import shipping_fee
from orders.domain.take_stock import take_stock
from orders.domain.totals import amount_of, retotal, weight_of
from orders.models import Order, OrderItem, OrderStage, Payment


class NotAddable(Exception):
    """Nothing can be added to the order; `code` says why: not_unpaid, payment_open."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def add_items(order_id: int, lines: Sequence[Line], *, actor: Actor) -> list[OrderItem]:
    """Add a line each to an order that waits for its payment, take the stock, and work its total out anew.

    What was ordered keeps its prices, discounts and coupon. A new line costs what it costs in the shop now and takes no
    discount; the shipping fee is that of all the lines together, by the shop's fees of today. Required extra inputs
    may be missing: the store answers them afterwards (item_inputs). Raises NotAddable once the order is paid or
    cancelled, or while somebody pays it at a gateway, who was told the sum before; CheckoutRefused where a line cannot
    be sold; and changes nothing.
    """
    order = lock_order(order_id)
    _check(order)
    shop = Shop.objects.select_related("mall").get(mall_id=order.mall_id, shop_no=order.shop_no)
    lock_variants(line.variant_id for line in lines)
    priced = price_lines(shop, lines, asks_inputs=False)
    added = _create(order, priced)
    items = list(OrderItem.objects.filter(order=order).order_by("line_no"))
    total_before = order.total_amount
    fee = shipping_fee(
        shop,
        priced,
        country=order.receiver_country,
        paid_amount=amount_of(items) - Decimal(order.discount_amount) - Decimal(order.coupon_amount),
        weight_grams=weight_of(items),
    )
    retotal(order, items, shipping_fee=fee)
    before, after = {"total": str(total_before)}, {"number": order.number, "total": str(order.total_amount)}
    record("order.item_added", order, actor=actor, before=before, after=after | {"items": codes_of(order, added)})
    return added


def _check(order: Order) -> None:
    if order.paid_at is not None or order.stage != OrderStage.AWAITING_PAYMENT:
        raise NotAddable("not_unpaid")
    if Payment.objects.filter(order=order, state=Payment.State.WAITING).exists():
        raise NotAddable("payment_open")


def _create(order: Order, priced: Sequence[PricedLine]) -> list[OrderItem]:
    added = []
    for number, line in enumerate(priced, start=last_line_no(order) + 1):
        item = item_of(order, line, number)
        item.save(force_insert=True)
        if not take_stock(item):
            raise CheckoutRefused("too_few_left", name=line.name)
        added.append(item)
    return added
