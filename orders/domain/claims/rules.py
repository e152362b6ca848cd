"""Which items may be claimed, for which reasons, until when, and who pays the way (R3.123 to R3.126, R9.15)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils import timezone

from accounts.models import Shop
from orders.calendar import months_after
from orders.domain.order_number import SEOUL
from orders.domain.shipping_fee import policy_of
from orders.models import Claim, ItemStatus, Order, OrderItem, ShippingPolicy
from orders.models.status import BEFORE_SHIPPING, SHIPPED

Kind, Reason, Payer, State = Claim.Kind, Claim.Reason, Claim.Payer, Claim.State

SELLER_PAYS: Final = frozenset({Reason.DEFECT, Reason.WRONG_ITEM, Reason.DELAY})
DEFECT_MONTHS: Final = 3
LONG_WINDOW: Final = frozenset({Reason.DEFECT, Reason.WRONG_ITEM})
REASONS: Final = {
    Kind.CANCEL: (Reason.CHANGE_OF_MIND, Reason.DELAY, Reason.WRONG_ITEM, Reason.OTHER),
    Kind.RETURN: (Reason.CHANGE_OF_MIND, Reason.DEFECT, Reason.WRONG_ITEM, Reason.DELAY, Reason.OTHER),
    Kind.EXCHANGE: (Reason.CHANGE_OF_MIND, Reason.DEFECT, Reason.WRONG_ITEM, Reason.OTHER),
}


class ClaimRefused(Exception):
    """A claim cannot be made or moved as asked; `code` says why, `field` names the input, `name` the item.

    Codes: nothing_chosen, wrong_quantity, not_claimable, exchange_open, wrong_reason, window_not_started,
    window_over, wrong_state, no_refusal, too_few_left, wrong_variant, replacement_sent, no_fee_left.
    """

    def __init__(self, code: str, *, at: str = "", name: str = "") -> None:
        super().__init__(f"{code} {name}".strip())
        self.code, self.field, self.name = code, at, name


@dataclass(frozen=True, slots=True)
class Course:
    """The statuses that items of one kind of claim go through (screens.md 4.5)."""

    may_begin: frozenset[ItemStatus]
    requested: ItemStatus
    accepted: ItemStatus
    done: ItemStatus
    collected: ItemStatus | None = None
    before_refund: ItemStatus | None = None


COURSES: Final = {
    Kind.CANCEL: Course(
        may_begin=BEFORE_SHIPPING,
        requested=ItemStatus.CANCEL_REQUESTED,
        accepted=ItemStatus.CANCEL_ACCEPTED,
        before_refund=ItemStatus.CANCELLED_BEFORE_REFUND,
        done=ItemStatus.CANCELLED_REFUNDED,
    ),
    Kind.RETURN: Course(
        may_begin=SHIPPED,
        requested=ItemStatus.RETURN_REQUESTED,
        accepted=ItemStatus.RETURN_ACCEPTED,
        collected=ItemStatus.RETURN_COLLECTED,
        before_refund=ItemStatus.RETURNED_BEFORE_REFUND,
        done=ItemStatus.RETURNED_REFUNDED,
    ),
    Kind.EXCHANGE: Course(
        may_begin=SHIPPED,
        requested=ItemStatus.EXCHANGE_REQUESTED,
        accepted=ItemStatus.EXCHANGE_ACCEPTED,
        collected=ItemStatus.EXCHANGE_COLLECTED,
        done=ItemStatus.EXCHANGED,
    ),
}


@dataclass(frozen=True, slots=True)
class ReasonChoice:
    """A reason that is open for an item: who pays the way, and the last day in Seoul (None: before shipping)."""

    reason: str
    payer: str
    last_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class ClaimChoice:
    """A kind of claim that is open for an item, with its open reasons."""

    kind: str
    reasons: tuple[ReasonChoice, ...]


@dataclass(frozen=True, slots=True)
class ClaimableItem:
    """An item of an order with the claims that a shopper may make of it today; no choices: none."""

    item: OrderItem
    choices: tuple[ClaimChoice, ...]

    def reasons_of(self, kind: str) -> tuple[str, ...]:
        """The reasons open for a kind of claim."""
        return tuple(one.reason for choice in self.choices if choice.kind == kind for one in choice.reasons)


def payer_of(reason: str) -> str:
    """Who pays the way back by the reason: the seller for a defect, a wrong item or a delay (R3.125, R3.126)."""
    return Payer.SELLER if reason in SELLER_PAYS else Payer.CUSTOMER


def policy_of_order(order: Order) -> ShippingPolicy:
    """The shipping policy of the shop an order was placed in."""
    return policy_of(Shop.objects.get(mall_id=order.mall_id, shop_no=order.shop_no))


def shipping_charge(kind: str, payer: str, policy: ShippingPolicy) -> Decimal:
    """What the customer pays for the way: nothing for a cancellation, one way for a return, both for an exchange."""
    if payer == Payer.SELLER or kind == Kind.CANCEL:
        return Decimal(0)
    ways = 1 if kind == Kind.RETURN else 2
    return ways * Decimal(policy.return_fee)


def last_day(item: OrderItem, reason: str, policy: ShippingPolicy) -> dt.date | None:
    """The last day in Seoul on which a return may be asked for; None while the item has no delivered date (R9.15).

    The day of delivery does not count: seven days after the 1st end with the 8th (R3.123). A defect has the days of
    the shop, at most three months of the calendar (R3.124): those of 1 March end with 1 June.
    """
    if item.delivered_at is None:
        return None
    day = item.delivered_at.astimezone(SEOUL).date()
    if reason in LONG_WINDOW:
        return min(day + dt.timedelta(days=policy.defect_days), months_after(day, DEFECT_MONTHS))
    return day + dt.timedelta(days=policy.return_days)


def check_window(item: OrderItem, kind: str, reason: str, policy: ShippingPolicy) -> None:
    """Raise ClaimRefused where the time to ask has not begun, or is over."""
    if kind == Kind.CANCEL:
        return
    day = last_day(item, reason, policy)
    if day is None:
        raise ClaimRefused("window_not_started", name=item.product_name)
    if today() > day:
        raise ClaimRefused("window_over", name=item.product_name)


def check_status(item: OrderItem, kind: str) -> None:
    """Raise ClaimRefused where the item does not stand where such a claim begins."""
    if item.status not in COURSES[Kind(kind)].may_begin:
        raise ClaimRefused("not_claimable", name=item.product_name)
    if item.replaces is not None and item.replaces.status != ItemStatus.EXCHANGED:
        raise ClaimRefused("exchange_open", name=item.product_name)


def may_begin(item: OrderItem, kind: str) -> bool:
    """Whether an item stands where such a claim begins, whatever its window."""
    try:
        check_status(item, kind)
    except ClaimRefused:
        return False
    return True


def kinds_of(statuses: Iterable[str]) -> list[Claim.Kind]:
    """The kinds of claim that an operator may begin for an order whose items stand at `statuses`."""
    found = set(statuses)
    return [kind for kind, course in COURSES.items() if course.may_begin & found]


def today() -> dt.date:
    """The day in Seoul."""
    return timezone.now().astimezone(SEOUL).date()


def claimable_items(order: Order) -> list[ClaimableItem]:
    """All items of an order, each with what a shopper may still ask for; three queries for any number of items."""
    policy = policy_of_order(order)
    items = OrderItem.objects.filter(order=order).select_related("replaces").order_by("line_no")
    return [ClaimableItem(item, tuple(_choices(item, policy))) for item in items]


def _choices(item: OrderItem, policy: ShippingPolicy) -> Iterable[ClaimChoice]:
    for kind, reasons in REASONS.items():
        open_reasons = tuple(
            ReasonChoice(reason, payer_of(reason), None if kind == Kind.CANCEL else last_day(item, reason, policy))
            for reason in reasons
            if _is_open(item, kind, reason, policy)
        )
        if open_reasons:
            yield ClaimChoice(kind, open_reasons)


def _is_open(item: OrderItem, kind: str, reason: str, policy: ShippingPolicy) -> bool:
    try:
        check_status(item, kind)
        check_window(item, kind, reason, policy)
    except ClaimRefused:
        return False
    return True
