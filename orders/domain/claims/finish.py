"""Finish a claim: stock back, money back, items at their end."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from accounts.audit import Actor, record
from orders.domain.claims.open_claim import LockedClaim, lock_claim
from orders.domain.claims.refund_sum import RefundSum, refund_sum
from orders.domain.claims.request import claim_facts
from orders.domain.claims.rules import Kind, State
from orders.domain.give_back_discounts import coupons_of, give_back_discounts
from orders.domain.progress import refresh_stage
from orders.domain.refunds import open_refund
from orders.domain.restock import restock as put_back
from orders.models import Claim, ClaimItem, OrderItem
from orders.models.status import CANCELLED


@transaction.atomic
def finish_claim(claim_id: int, *, actor: Actor, restock: Collection[int] | None = None) -> Claim:
    """End an accepted cancellation, or a collected return or exchange. A second call changes nothing.

    `restock` holds the ids of items whose pieces go back into stock; None leaves it as the claim says (all but
    defects). The refund's sum is fixed here and its Refund is opened; the money itself goes later (orders.refunds).
    A cancellation that leaves nothing of the order gives its coupon back while that is valid (give_back_discounts).
    Raises ClaimRefused.
    """
    locked = lock_claim(claim_id)
    claim = locked.claim
    if claim.state == State.DONE:
        return claim
    locked.needs([State.ACCEPTED] if claim.kind == Kind.CANCEL else [State.COLLECTED])
    if restock is not None:
        _note_restock(locked, restock)
    put_back((row.item, row.quantity) for row in locked.rows if row.restocks)
    claim.state, claim.finished_at = State.DONE, timezone.now()
    if claim.kind == Kind.EXCHANGE:
        locked.set_status(locked.course.done)
        claim.save(update_fields=["state", "finished_at"])
    else:
        _settle(locked, refund_sum(locked))
    refresh_stage(locked.order)
    coupons_back = _end_cancelled(locked)
    after = claim_facts(claim, locked.order) | {"refund": str(claim.refund_amount)}
    after |= {"coupons_back": coupons_back} if coupons_back else {}
    record("claim.done", claim, actor=actor, after=after)
    return claim


def _note_restock(locked: LockedClaim, restock: Collection[int]) -> None:
    for row in locked.rows:
        row.restocks = row.item_id in restock
    ClaimItem.objects.bulk_update(locked.rows, ["restocks"])


def _settle(locked: LockedClaim, sums: RefundSum) -> None:
    claim, course = locked.claim, locked.course
    claim.refund_amount = sums.amount
    claim.shipping_refund, claim.shipping_charge = sums.shipping_refund, sums.shipping_charge
    claim.save(update_fields=["state", "finished_at", "refund_amount", "shipping_refund", "shipping_charge"])
    is_waiting = open_refund(locked.order, claim) is not None
    locked.set_status(course.before_refund if is_waiting and course.before_refund else course.done)


def _end_cancelled(locked: LockedClaim) -> list[str]:
    """Note when the whole order was cancelled; the codes of the coupons that go back with it."""
    order = locked.order
    if order.cancelled_at is not None or OrderItem.objects.filter(order=order).exclude(status__in=CANCELLED).exists():
        return []
    order.cancelled_at = timezone.now()
    order.save(update_fields=["cancelled_at"])
    return coupons_of(give_back_discounts(order))
