"""The shopper's side of a payment: begin it at a gateway, and take in how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor, record
from orders.domain.pay_order import pay_order
from orders.domain.progress import lock_order
from orders.gateways import gateway
from orders.models import Order, OrderStage, Payment


class NothingToPay(Exception):
    """The order is paid, cancelled, or is paid by bank transfer: there is no page to go to."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a gateway must know of one attempt to pay."""

    payment_id: int
    order_number: str
    amount: Decimal
    currency: str
    gateway: str


def start_payment(order_id: int) -> str:
    """Begin to pay an order and return the address to pay at; it is called outside of transactions, for it calls out.

    A second call goes on with the attempt that waits. Raises NothingToPay, GatewayRefused or PassingError.
    """
    with tenancy.step():
        attempt = _open_attempt(order_id)
    step = gateway(attempt.gateway).start(
        payment_id=attempt.payment_id,
        order_number=attempt.order_number,
        amount=attempt.amount,
        currency=attempt.currency,
    )
    if not step.url:
        raise NothingToPay(attempt.order_number)
    with tenancy.step():
        Payment.objects.filter(pk=attempt.payment_id).update(reference=step.reference)
    return step.url


def _open_attempt(order_id: int) -> Attempt:
    order = lock_order(order_id)
    is_open = order.paid_at is None and order.stage == OrderStage.AWAITING_PAYMENT
    if not is_open or not _is_immediate(order.payment_method):
        raise NothingToPay(order.number)
    waiting = {"order": order, "gateway": order.payment_method, "state": Payment.State.WAITING}
    payment = Payment.objects.filter(**waiting).order_by("-pk").first() or Payment.objects.create(
        **waiting, amount=order.total_amount
    )
    return Attempt(payment.pk, order.number, order.total_amount, order.currency, order.payment_method)


def _is_immediate(method: str) -> bool:
    try:
        return gateway(method).is_immediate
    except LookupError:
        return False


@transaction.atomic
def finish_payment(payment_id: int, *, is_paid: bool, actor: Actor) -> Order:
    """Take in how an attempt ended. Of several answers the first counts. Raises NotPayable for a cancelled order."""
    payment = Payment.objects.select_related("order").get(pk=payment_id)
    order = lock_order(payment.order_id)
    payment.refresh_from_db()
    if payment.state != Payment.State.WAITING:
        return order
    if is_paid:
        return pay_order(order.pk, gateway=payment.gateway, reference=payment.reference, actor=actor)
    payment.state, payment.finished_at, payment.detail = Payment.State.FAILED, timezone.now(), "declined"
    payment.save(update_fields=["state", "finished_at", "detail"])
    record("order.payment_failed", order, actor=actor, after={"number": order.number, "gateway": payment.gateway})
    return order
