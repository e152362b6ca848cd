"""Orders that stand where claims begin, and claims, for tests."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from accounts.audit import Actor
from catalog.models import Product
from orders.domain.checkout import Line
from orders.domain.claims.decide import accept_claim, collect_claim
from orders.domain.claims.finish import finish_claim
from orders.domain.claims.request import Wish, request_claim
from orders.domain.pay_order import pay_order
from orders.domain.place_order import place_order
from orders.domain.progress import lock_order, refresh_stage
from orders.models import Claim, ItemStatus, Order, OrderItem
from tests.orders.shop import SYSTEM, base_shop, make_checkout, make_product

SHOPPER = Actor("shopper")


def paid_order(*lines: tuple[Product, int], gateway: str = "test", **changes: Any) -> Order:
    """A paid order of (product, quantity) lines; one shirt where none is named."""
    wanted = lines or ((make_product(), 1),)
    checkout = make_checkout(
        *(Line(product.variants.get(position=0).pk, quantity) for product, quantity in wanted),
        **{"payment_method": gateway} | changes,
    )
    order = place_order(base_shop(), checkout, actor=SYSTEM)
    return pay_order(order.pk, gateway=gateway, reference=f"paid-{order.number}", actor=SYSTEM)


def deliver(order: Order, *, at: dt.datetime | None = None, status: str = ItemStatus.DELIVERED) -> Order:
    """All items that can travel have arrived (or, with another status, are on their way)."""
    when = at or timezone.now()
    has_arrived = status in (ItemStatus.DELIVERED, ItemStatus.PURCHASE_CONFIRMED)
    OrderItem.objects.filter(order=order, status__startswith="N").update(
        status=status, shipped_at=when, delivered_at=when if has_arrived else None
    )
    order = lock_order(order.pk)
    refresh_stage(order)
    return order


def ask(
    order: Order, kind: str, reason: str = "change_of_mind", *, pieces: dict[int, int] | None = None, **more: Any
) -> Claim:
    """A requested claim on all items of an order, or on `pieces` ({line number: quantity})."""
    items = {item.line_no: item for item in order.items.all()}
    wanted = pieces or {line: item.quantity for line, item in items.items()}
    quantities = {items[line].pk: quantity for line, quantity in wanted.items()}
    return request_claim(order.pk, Wish(kind, reason, quantities, **more), actor=SYSTEM)


def settle(claim: Claim, **more: Any) -> Claim:
    """Accept, collect where goods come back, and finish."""
    accept_claim(claim.pk, actor=SYSTEM)
    if claim.kind != Claim.Kind.CANCEL:
        collect_claim(claim.pk, actor=SYSTEM)
    return finish_claim(claim.pk, actor=SYSTEM, **more)
