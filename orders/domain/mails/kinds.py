"""What each kind of automated email may say, and who may receive it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from accounts.menu import Label
from orders.models import MailKind

BLOCKS: Final = frozenset({"ORDER_ITEMS", "SHIPPED_ITEMS", "CLAIM_ITEMS", "AMOUNTS"})
LABELS: Final[dict[str, Label]] = {
    "MALL_NAME": _("Name of the store"),
    "MALL_EMAIL": _("Contact email of the store"),
    "MALL_URL": _("Address of the store"),
    "MALL_DOMAIN": _("Domain of the store"),
    "MEMBER_ID": _("Customer ID"),
    "MEMBER_NAME": _("Name of the customer"),
    "CUSTOMER_NAME": _("Name of whoever ordered"),
    "ORDER_NUMBER": _("Order number"),
    "ORDER_DATE": _("Date and time of the order"),
    "ORDER_ITEMS": _("Table of the ordered items"),
    "AMOUNTS": _("Items, discounts, shipping fee and total"),
    "TOTAL": _("Total of the order"),
    "PAYMENT_METHOD": _("Payment method"),
    "PAYMENT_INFO": _("How to pay, for bank transfers"),
    "RECIPIENT": _("Recipient and address"),
    "LOOKUP_URL": _("Address where the order can be looked up"),
    "SHIPPED_ITEMS": _("Table of the items in this parcel"),
    "TRACKING": _("Carrier and tracking number"),
    "CLAIM_ITEMS": _("Table of the items it is about"),
    "REASON": _("Reason"),
    "REFUND_AMOUNT": _("Refund amount"),
    "REFUND_METHOD": _("How the money goes back"),
    "PASSWORD": _("The new password"),
    "PASSWORD_NUMBER": _("How many passwords were made so far"),
    "SENT_AT": _("Date and time the password was made"),
}
STORE: Final = ("MALL_NAME", "MALL_EMAIL", "MALL_URL", "MALL_DOMAIN")
MEMBER: Final = (*STORE, "MEMBER_ID", "MEMBER_NAME")
ORDER: Final = (
    *STORE,
    "CUSTOMER_NAME",
    "ORDER_NUMBER",
    "ORDER_DATE",
    "ORDER_ITEMS",
    "AMOUNTS",
    "TOTAL",
    "PAYMENT_METHOD",
    "RECIPIENT",
    "LOOKUP_URL",
)
CLAIM: Final = (*ORDER, "CLAIM_ITEMS", "REASON", "REFUND_AMOUNT")


@dataclass(frozen=True, slots=True)
class KindFacts:
    """`variables` may stand in its texts, `needed` must; `when` tells the merchant what sends it.

    A kind with a secret goes to nobody but the customer (R0.67).
    """

    when: Label
    group: Label
    variables: tuple[str, ...]
    needed: tuple[str, ...] = ()
    has_secret: bool = False
    to_admin: bool = False


MEMBERS: Final = _("Customer accounts")
ORDERS: Final = _("Orders")
KINDS: Final[dict[MailKind, KindFacts]] = {
    MailKind.SIGNED_UP: KindFacts(_("When a customer signs up."), MEMBERS, MEMBER),
    MailKind.SIGNED_OFF: KindFacts(_("When a customer closes the account."), MEMBERS, MEMBER),
    MailKind.FORGOT_LOGIN: KindFacts(
        _("When a temporary password is made for a customer."),
        MEMBERS,
        (*MEMBER, "PASSWORD", "SENT_AT"),
        needed=("PASSWORD",),
        has_secret=True,
    ),
    MailKind.ORDER_PLACED: KindFacts(
        _("When an order is placed."), ORDERS, (*ORDER, "PAYMENT_INFO"), needed=("ORDER_NUMBER",), to_admin=True
    ),
    MailKind.PAYMENT_CONFIRMED: KindFacts(_("When the payment of an order is confirmed."), ORDERS, ORDER),
    MailKind.DELAYED: KindFacts(
        _("When Cafe24 PRO finds that a paid order waits too long to be sent; once per order."), ORDERS, ORDER
    ),
    MailKind.SHIPPED: KindFacts(
        _("When a parcel leaves; an order in several parcels sends several mails."),
        ORDERS,
        (*ORDER, "SHIPPED_ITEMS", "TRACKING"),
    ),
    MailKind.DELIVERED: KindFacts(_("When an order is marked as delivered."), ORDERS, ORDER),
    MailKind.CANCELLED: KindFacts(
        _("When a cancellation is accepted, or an unpaid order is cancelled."), ORDERS, CLAIM
    ),
    MailKind.RETURNED: KindFacts(_("When a return is accepted."), ORDERS, CLAIM),
    MailKind.EXCHANGED: KindFacts(_("When an exchange is accepted."), ORDERS, CLAIM),
    MailKind.REFUNDED: KindFacts(_("When a refund is done."), ORDERS, (*ORDER, "REFUND_AMOUNT", "REFUND_METHOD")),
    MailKind.GUEST_PASSWORD: KindFacts(
        _("When you press the email icon in the password field of a guest order."),
        ORDERS,
        (*STORE, "CUSTOMER_NAME", "ORDER_NUMBER", "ORDER_DATE", "LOOKUP_URL", "PASSWORD", "PASSWORD_NUMBER", "SENT_AT"),
        needed=("PASSWORD", "ORDER_NUMBER", "SENT_AT"),
        has_secret=True,
    ),
}
