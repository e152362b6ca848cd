"""Which action of the log sends which mail (screens.md 4.8)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final

from django.utils import timezone

from accounts.audit import others_wait_for
from accounts.jobs import enqueue
from accounts.models import AuditEntry, AuditPersonal
from orders.domain.mails.letter import Addressee, customer_stream, order_stream, post_automated
from orders.domain.mails.values import (
    Values,
    claim_values,
    member_values,
    order_values,
    parcel_values,
    refund_values,
    shop_of,
    unpaid_values,
)
from orders.models import Claim, Customer, MailKind, Order, Parcel, Refund

MAIL_TASK: Final = "orders.mail_on_action"
FORGET_TASK: Final = "orders.forget_who_left"
FORGOTTEN_AFTER: Final = dt.timedelta(days=1)
CLAIM_KINDS: Final = {
    Claim.Kind.CANCEL.value: MailKind.CANCELLED,
    Claim.Kind.RETURN.value: MailKind.RETURNED,
    Claim.Kind.EXCHANGE.value: MailKind.EXCHANGED,
}


def mail_for_entry(entry: AuditEntry) -> int:
    """Post the mails that an entry of the open mall's log causes, and say how many; the caller makes it once.

    A row that is gone by now (an erased customer) sends nothing.
    """
    return _ACTIONS[entry.action](entry)


def _about_order(kind: MailKind, order: Order, more: Callable[[Order, str], Values]) -> int:
    """Values are made per language: the shopper's, and the store's for its copy."""
    shop = shop_of(order.shop_no, order.mall_id)
    return len(
        post_automated(
            kind,
            shop,
            lambda language: order_values(order, shop, language) | more(order, language),
            Addressee(order.buyer_email, order.language, order_stream(order.pk)),
        )
    )


def _nothing_more(_order: Order, _language: str) -> Values:
    return {}


def _order_itself(kind: MailKind) -> Callable[[AuditEntry], int]:
    def mail(entry: AuditEntry) -> int:
        return _about_order(kind, Order.objects.get(pk=entry.object_id or 0), _nothing_more)

    return mail


def _shipped(entry: AuditEntry) -> int:
    parcel = Parcel.objects.select_related("order").get(pk=entry.after["parcel_id"])
    return _about_order(MailKind.SHIPPED, parcel.order, lambda order, language: parcel_values(parcel, order, language))


def _cancelled_unpaid(entry: AuditEntry) -> int:
    status = str(entry.after.get("status", ""))
    order = Order.objects.get(pk=entry.object_id or 0)
    return _about_order(MailKind.CANCELLED, order, lambda order, language: unpaid_values(order, status, language))


def _claim_accepted(entry: AuditEntry) -> int:
    claim = Claim.objects.select_related("order").get(pk=entry.object_id or 0)
    return _about_order(
        CLAIM_KINDS[claim.kind], claim.order, lambda order, language: claim_values(claim, order, language)
    )


def _refunded(entry: AuditEntry) -> int:
    refund = Refund.objects.select_related("order").get(pk=entry.object_id or 0)
    return _about_order(MailKind.REFUNDED, refund.order, lambda order, language: refund_values(refund, order, language))


def _signed_up(entry: AuditEntry) -> int:
    customer = Customer.objects.filter(pk=entry.object_id or 0).first()
    if customer is None:
        return 0
    shop = shop_of(customer.shop_no, customer.mall_id)
    to = Addressee(customer.email, shop.language, customer_stream(customer.pk))
    values = member_values(customer)
    return len(post_automated(MailKind.SIGNED_UP, shop, lambda _language: values, to))


def _left(entry: AuditEntry) -> int:
    """The customer's row is erased: who left stands in the entry's personal values, and there no longer after this.

    Only the member ID stays a while where others have still to hear who it was (webhooks, 90147).
    """
    values: dict[str, str] = {}
    for row in entry.personal.all():
        values |= row.values.get("before", row.values)
    if not values.get("email"):
        return 0
    shop = shop_of(int(entry.after.get("shop_no", 1)), entry.mall_id)
    to = Addressee(values["email"], shop.language, customer_stream(entry.object_id or 0))
    member: Values = {"MEMBER_ID": values.get("member_id", ""), "MEMBER_NAME": values.get("name", "")}
    posted = len(post_automated(MailKind.SIGNED_OFF, shop, lambda _language: member, to))
    forget_who_left(entry)
    if others_wait_for(entry):
        AuditPersonal(entry=entry, values={"member_id": values.get("member_id", "")}).save(force_insert=True)
        enqueue(FORGET_TASK, mall_id=entry.mall_id, run_after=timezone.now() + FORGOTTEN_AFTER, entry_id=entry.pk)
    return posted


def forget_who_left(entry: AuditEntry) -> None:
    """Erase the last that the log knows of a customer who left."""
    entry.personal.all().delete()


_ACTIONS: Final[dict[str, Callable[[AuditEntry], int]]] = {
    "order.placed": _order_itself(MailKind.ORDER_PLACED),
    "order.paid": _order_itself(MailKind.PAYMENT_CONFIRMED),
    "order.shipped": _shipped,
    "order.delivered": _order_itself(MailKind.DELIVERED),
    "order.cancelled_unpaid": _cancelled_unpaid,
    "claim.accepted": _claim_accepted,
    "refund.done": _refunded,
    "customer.signed_up": _signed_up,
    "customer.left": _left,
}
MAILED_ACTIONS: Final = tuple(_ACTIONS)
