"""Refunds: opened by a claim, sent by the gateway that took the money or by the merchant, and noted on the order."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.audit import Actor, record
from accounts.jobs import PassingError, enqueue, is_last_attempt
from accounts.tenancy import current_mall_id, step
from orders.domain.claims.open_claim import LockedClaim, lock_claim
from orders.domain.claims.rules import COURSES, Kind
from orders.domain.progress import lock_order, refresh_stage
from orders.gateways import Gateway, GatewayRefused, gateway
from orders.models import Claim, Order, OrderItem, Payment, Refund

RUN_TASK = "orders.run_refund"


class RefundRefused(Exception):
    """A refund cannot be moved that way: it is over already, or its gateway sends the money itself."""


def open_refund(order: Order, claim: Claim) -> Refund | None:
    """Open the refund of a finished claim of a locked order; None where nothing goes back.

    A gateway that pays back by itself is called by a job after the commit; a bank transfer waits for the merchant.
    """
    if claim.refund_amount <= 0:
        return None
    payment = Payment.objects.filter(order=order, state=Payment.State.SUCCEEDED).first()
    refund: Refund = Refund.objects.create(
        order=order,
        claim=claim,
        code=f"RF{order.number}-{Refund.objects.filter(order=order).count() + 1:02d}",
        amount=claim.refund_amount,
        gateway=payment.gateway if payment else order.payment_method,
        bank_name=claim.refund_bank_name,
        account_number=claim.refund_account_number,
        account_holder=claim.refund_account_holder,
    )
    if not is_by_hand(refund):
        enqueue(RUN_TASK, mall_id=current_mall_id(), refund_id=refund.pk)
    return refund


def is_by_hand(refund: Refund) -> bool:
    """Whether the merchant sends this money: bank transfers, and gateways that are installed no more."""
    way = _gateway(refund)
    return way is None or way.refunds_by_hand


def run_refund(refund_id: int) -> None:
    """Have the gateway send the money, outside every transaction, and note that it did (a task).

    A refund that is no longer waiting is left alone. A passing error goes back to the ledger; a refusal, and the
    last of the attempts, end as failed with their reason, for the merchant to retry or to pay by hand.
    """
    with step():
        refund = Refund.objects.select_related("order").get(pk=refund_id)
        payment = Payment.objects.filter(order_id=refund.order_id, state=Payment.State.SUCCEEDED).first()
    way = _gateway(refund)
    if refund.state != Refund.State.WAITING or way is None or way.refunds_by_hand:
        return
    try:
        reference = way.refund(
            reference=payment.reference if payment else "",
            amount=refund.amount,
            currency=refund.order.currency,
            refund_code=refund.code,
        )
    except GatewayRefused as error:
        _note_failure(refund_id, str(error), is_final=True)
        return
    except PassingError as error:
        _note_failure(refund_id, str(error), is_final=is_last_attempt())
        raise
    with step():
        complete_refund(refund_id, detail=reference, actor=Actor.system())


@transaction.atomic
def mark_refunded(refund_id: int, *, actor: Actor) -> Refund:
    """The merchant sent the money by hand. Raises RefundRefused where the gateway is about to send it itself."""
    refund: Refund = Refund.objects.get(pk=refund_id)
    if not is_by_hand(refund) and refund.state == Refund.State.WAITING:
        raise RefundRefused(refund.code)
    return complete_refund(refund_id, detail=refund.detail, actor=actor)


@transaction.atomic
def complete_refund(refund_id: int, *, detail: str, actor: Actor) -> Refund:
    """Note that the money went back: on the refund, its items and the order. A second call changes nothing."""
    order = lock_order(Refund.objects.values_list("order_id", flat=True).get(pk=refund_id))
    refund: Refund = Refund.objects.select_for_update().get(pk=refund_id)
    if refund.state == Refund.State.DONE:
        return refund
    refund.state, refund.detail, refund.refunded_at = Refund.State.DONE, detail[:200], timezone.now()
    refund.save(update_fields=["state", "detail", "refunded_at"])
    order.refunded_amount += refund.amount
    is_all = order.refunded_amount >= order.paid_amount
    order.payment_status = Order.PaymentStatus.REFUNDED if is_all else Order.PaymentStatus.PART_REFUNDED
    order.save(update_fields=["refunded_amount", "payment_status", "updated_at"])
    if refund.claim_id is not None:
        _end_items(lock_claim(refund.claim_id))
    refresh_stage(order)
    record("refund.done", refund, actor=actor, after=refund_facts(refund, order))
    return refund


@transaction.atomic
def retry_refund(refund_id: int, *, actor: Actor) -> Refund:
    """Have the gateway try a failed refund again. Raises RefundRefused for one that did not fail."""
    order = lock_order(Refund.objects.values_list("order_id", flat=True).get(pk=refund_id))
    refund: Refund = Refund.objects.select_for_update().get(pk=refund_id)
    if refund.state != Refund.State.FAILED or is_by_hand(refund):
        raise RefundRefused(refund.code)
    refund.state = Refund.State.WAITING
    refund.save(update_fields=["state"])
    record("refund.retried", refund, actor=actor, after=refund_facts(refund, order))
    enqueue(RUN_TASK, mall_id=current_mall_id(), refund_id=refund.pk)
    return refund


def refund_facts(refund: Refund, order: Order) -> dict[str, object]:
    """What every audit entry of a refund says, so that a subscriber finds the order and the claim."""
    return {
        "order_id": order.pk,
        "order": order.number,
        "claim_id": refund.claim_id,
        "code": refund.code,
        "amount": str(refund.amount),
    }


def _gateway(refund: Refund) -> Gateway | None:
    try:
        return gateway(refund.gateway)
    except LookupError:
        return None


def _note_failure(refund_id: int, error: str, *, is_final: bool) -> None:
    with step():
        order = lock_order(Refund.objects.values_list("order_id", flat=True).get(pk=refund_id))
        refund = Refund.objects.select_for_update().get(pk=refund_id)
        if refund.state != Refund.State.WAITING:
            return
        refund.detail = error[:200]
        if is_final:
            refund.state = Refund.State.FAILED
            record("refund.failed", refund, actor=Actor.system(), after=refund_facts(refund, order), reason=error)
        refund.save(update_fields=["state", "detail"])


def _end_items(locked: LockedClaim) -> None:
    course = COURSES[Kind(locked.claim.kind)]
    locked.set_status(course.done)
    rows = OrderItem.objects.filter(pk__in=[item.pk for item in locked.items])
    rows.update(refunded_amount=F("unit_price") * F("quantity") - F("discount_amount"))
