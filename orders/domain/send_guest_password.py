"""Make a new password for a guest's order and mail it to the buyer (R0.54 to R0.67, R9.19)."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts.audit import Actor, record
from accounts.models import OutboxMessage
from orders.domain.mails.letter import Addressee, order_stream, post_automated
from orders.domain.mails.switches import recipients_of
from orders.domain.mails.values import Values, order_values, shop_of, time_text
from orders.domain.progress import lock_order
from orders.domain.temporary_password import allow_password, new_password
from orders.models import MailKind, Order

ACTION = "guest_password.sent"


class NotAGuestOrder(Exception):
    """A customer ordered this signed in; there is no order password (R0.67)."""


class GuestMailOff(Exception):
    """ "Payment password for guest accounts" is switched off, so nothing was made or sent (R0.56, R0.57)."""


class NoBuyerAddress(Exception):
    """The order has no email address any more (erased): a new password could reach nobody."""


@dataclass(frozen=True, slots=True)
class GuestPasswordState:
    """What the order page says beside the icon: whether the mail is on, and about the newest mail if there is one.

    `mail_state` is waiting, sent, refused or cancelled, empty where none was ever made.
    """

    is_switched_on: bool
    number: int
    last_mail: OutboxMessage | None

    @property
    def mail_state(self) -> str:
        return self.last_mail.state if self.last_mail else ""


@transaction.atomic
def send_guest_password(order_id: int, *, actor: Actor) -> int:
    """Give a guest's order another password and mail it to the buyer; say which number it is.

    Each call is another password, and only the newest works (R0.64, R0.65). Calls at the same time take turns under
    the order's lock, and their mails leave in that order, so the last mail to arrive holds the password that works
    (security.md F11). The password is in no answer, no log and no entry; its mail is sealed until it is sent.
    Raises NotAGuestOrder, GuestMailOff, NoBuyerAddress and TooManyPasswords, and then changes nothing.
    """
    order = lock_order(order_id)
    if not order.is_guest:
        raise NotAGuestOrder(order.number)
    if not recipients_of(MailKind.GUEST_PASSWORD).to_customer:
        raise GuestMailOff(order.number)
    if not order.buyer_email:
        raise NoBuyerAddress(order.number)
    allow_password(order, ACTION)
    password = new_password()
    order.guest_password = make_password(password)
    order.guest_password_version += 1
    order.save(update_fields=["guest_password", "guest_password_version", "updated_at"])
    record(ACTION, order, actor=actor, after={"password_number": order.guest_password_version})
    _mail(order, password)
    return order.guest_password_version


def guest_password_state(order: Order) -> GuestPasswordState:
    """For the order page; two queries."""
    mails = OutboxMessage.objects.filter(
        mall_id=order.mall_id, stream=order_stream(order.pk), kind=MailKind.GUEST_PASSWORD.value
    )
    return GuestPasswordState(
        is_switched_on=recipients_of(MailKind.GUEST_PASSWORD).to_customer,
        number=order.guest_password_version,
        last_mail=mails.defer("text", "html", "sealed_text", "sealed_html").order_by("-pk").first(),
    )


def _mail(order: Order, password: str) -> None:
    shop, now = shop_of(order.shop_no, order.mall_id), timezone.now()

    def values(language: str) -> Values:
        return order_values(order, shop, language) | {
            "PASSWORD": password,
            "PASSWORD_NUMBER": str(order.guest_password_version),
            "SENT_AT": time_text(now, language),
        }

    to = Addressee(order.buyer_email, order.language, order_stream(order.pk))
    post_automated(MailKind.GUEST_PASSWORD, shop, values, to)
