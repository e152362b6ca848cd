"""How much of an order a claim gives back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from orders.domain.claims.open_claim import LockedClaim
from orders.domain.claims.rules import Kind, Payer
from orders.models import Claim, ClaimItem, Order, OrderItem, Refund
from orders.models.status import CANCELLED, ENDED

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class RefundSum:
    """A refund and its parts, in the order's currency: items + shipping_refund - shipping_charge, within limits."""

    items: Decimal
    shipping_refund: Decimal
    shipping_charge: Decimal
    amount: Decimal


def share_of(item: OrderItem) -> Decimal:
    """What was paid for a line: its price less its share of discounts and coupon."""
    return Decimal(item.unit_price) * item.quantity - Decimal(item.discount_amount)


def refund_sum(locked: LockedClaim) -> RefundSum:
    """The sum a cancellation or return gives back, as the claim and its order stand now.

    Items at what was paid for them; the order's shipping fee, once, where the seller is at fault or nothing was ever
    sent (`gives_back_fee`); less the return shipping that the customer pays. Never below zero, and never, with all
    other refunds of the order, above what was paid.
    """
    order, claim = locked.order, locked.claim
    items = sum((share_of(item) for item in locked.items), NOTHING)
    left = _paid_left(order, claim)
    items = min(items, left)
    fee = min(_fee_left(order, claim), left - items) if gives_back_fee(locked) else NOTHING
    charge = min(Decimal(claim.shipping_charge), items + fee)
    return RefundSum(items, fee, charge, items + fee - charge)


def expected_refund(claim: Claim, rows: list[ClaimItem]) -> RefundSum:
    """What an open claim would give back if it were finished now; reads only."""
    return refund_sum(LockedClaim(claim.order, claim, rows))


def gives_back_fee(locked: LockedClaim) -> bool:
    """Whether the order's shipping fee goes back with this claim.

    A return that the seller is at fault for gives it back. A cancellation does where nothing of the order is left
    after it, and either the whole order was cancelled before shipping or the seller is at fault: as long as another
    item is on its way or kept, the fee was earned.
    """
    is_sellers_fault = locked.claim.payer == Payer.SELLER
    if locked.claim.kind == Kind.RETURN:
        return is_sellers_fault
    mine = [item.pk for item in locked.items]
    others: Iterable[str] = (
        OrderItem.objects.filter(order=locked.order).exclude(pk__in=mine).values_list("status", flat=True)
    )
    return all(status in (ENDED if is_sellers_fault else CANCELLED) for status in others)


def fee_refund(order: Order) -> Decimal:
    """What is left of the shipping fee that was paid for a locked order, within what is left of its payment."""
    return min(_fee_left(order), _paid_left(order))


def _paid_left(order: Order, claim: Claim | None = None) -> Decimal:
    """What was paid less all that is promised back, but for what this claim promises."""
    refunds = Refund.objects.filter(order=order)
    promised = _total(refunds if claim is None else refunds.exclude(claim=claim), "amount")
    return max(Decimal(order.paid_amount) - promised, NOTHING)


def _fee_left(order: Order, claim: Claim | None = None) -> Decimal:
    """The fee less what other claims gave back of it."""
    done = Claim.objects.filter(order=order, state=Claim.State.DONE)
    gone = _total(done if claim is None else done.exclude(pk=claim.pk), "shipping_refund")
    return max(Decimal(order.shipping_fee) - gone, NOTHING)


def _total(rows: QuerySet[Any], name: str) -> Decimal:
    return Decimal(rows.aggregate(total=Sum(name))["total"] or 0)
