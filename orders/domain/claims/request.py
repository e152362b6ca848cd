"""Ask for a cancellation, a return or an exchange."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction

from accounts.audit import Actor, record
from orders.domain.claims.rules import (
    COURSES,
    REASONS,
    ClaimRefused,
    Kind,
    Reason,
    check_status,
    check_window,
    payer_of,
    policy_of_order,
    shipping_charge,
)
from orders.domain.claims.split import split_item
from orders.domain.progress import lock_order, refresh_stage
from orders.models import Claim, ClaimItem, Order, OrderItem

LETTER = {Kind.CANCEL: "C", Kind.RETURN: "R", Kind.EXCHANGE: "E"}


@dataclass(frozen=True, slots=True)
class BankAccount:
    """Where the money of a bank transfer goes back to."""

    bank_name: str = ""
    account_number: str = ""
    account_holder: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for. `quantities` maps item ids to pieces.

    `override_note` says why an operator lets a claim in whose window has not begun or is over; never a shopper's.
    """

    kind: str
    reason: str
    quantities: Mapping[int, int]
    detail: str = ""
    is_by_shopper: bool = False
    override_note: str = ""
    bank: BankAccount = field(default_factory=BankAccount)


@transaction.atomic
def request_claim(order_id: int, wish: Wish, *, actor: Actor) -> Claim:
    """Open a claim on pieces of an order; lines are split so that the claim has lines of its own.

    The order is locked, and claimed lines leave the status where claims begin: of two parallel claims on the same
    pieces the second is refused. Raises ClaimRefused and changes nothing.
    """
    order = lock_order(order_id)
    policy = policy_of_order(order)
    payer = payer_of(wish.reason)
    items = _checked_items(order, wish)
    is_overriding = bool(wish.override_note.strip()) and not wish.is_by_shopper
    for item, _quantity in items:
        if not is_overriding:
            check_window(item, wish.kind, wish.reason, policy)
    claim: Claim = Claim.objects.create(
        order=order,
        code=f"{LETTER[Kind(wish.kind)]}{order.number}-{Claim.objects.filter(order=order).count() + 1:02d}",
        kind=wish.kind,
        reason=wish.reason,
        detail=wish.detail.strip(),
        payer=payer,
        shipping_charge=shipping_charge(wish.kind, payer, policy),
        is_by_shopper=wish.is_by_shopper,
        refund_bank_name=wish.bank.bank_name,
        refund_account_number=wish.bank.account_number,
        refund_account_holder=wish.bank.account_holder,
    )
    for item, quantity in items:
        _claim(claim, split_item(order, item, quantity))
    refresh_stage(order)
    after = claim_facts(claim, order) | {"reason": claim.reason, "payer": claim.payer}
    record("claim.requested", claim, actor=actor, after=after, reason=wish.override_note.strip())
    return claim


def claim_facts(claim: Claim, order: Order) -> dict[str, object]:
    """What every audit entry of a claim says, so that a subscriber finds the order."""
    return {"order_id": order.pk, "order": order.number, "code": claim.code, "kind": claim.kind}


def _checked_items(order: Order, wish: Wish) -> list[tuple[OrderItem, int]]:
    wanted = {item_id: quantity for item_id, quantity in wish.quantities.items() if quantity}
    if not wanted:
        raise ClaimRefused("nothing_chosen", at="quantities")
    if Reason(wish.reason) not in REASONS[Kind(wish.kind)]:
        raise ClaimRefused("wrong_reason", at="reason")
    rows = OrderItem.objects.filter(order=order, pk__in=wanted).select_related("replaces").order_by("pk")
    found = {item.pk: item for item in rows}
    if set(found) != set(wanted):
        raise ClaimRefused("not_claimable", at="quantities")
    for item_id, quantity in wanted.items():
        check_status(found[item_id], wish.kind)
        if not 0 < quantity <= found[item_id].quantity:
            raise ClaimRefused("wrong_quantity", at="quantities", name=found[item_id].product_name)
    return [(item, wanted[item.pk]) for item in found.values()]


def _claim(claim: Claim, item: OrderItem) -> None:
    ClaimItem.objects.create(
        claim=claim,
        item=item,
        quantity=item.quantity,
        status_before=item.status,
        restocks=claim.reason != Reason.DEFECT,
    )
    item.status = COURSES[Kind(claim.kind)].requested
    item.save(update_fields=["status"])
