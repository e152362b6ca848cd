"""What a merchant does with customer accounts: a temporary password, block, let back in."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils import timezone

from accounts.audit import Actor, record
from orders.domain.mails.letter import Addressee, customer_stream, post_automated
from orders.domain.mails.switches import recipients_of
from orders.domain.mails.values import Values, member_values, shop_of, time_text
from orders.domain.temporary_password import allow_password, new_password
from orders.models import Customer, MailKind

ACTION = "customer.password_sent"


class LoginMailOff(Exception):
    """ "ID and password information" is switched off, so nothing was made or sent."""


class CustomerBlocked(Exception):
    """The account is blocked: a password would open nothing."""


@transaction.atomic
def send_temporary_password(customer_id: int, *, actor: Actor) -> Customer:
    """Give a customer another password and mail it; sessions signed in before end.

    Each call is another password and only the newest works, as with guest orders. Raises LoginMailOff,
    CustomerBlocked and TooManyPasswords, and then changes nothing.
    """
    customer: Customer = Customer.objects.select_for_update().get(pk=customer_id)
    if not recipients_of(MailKind.FORGOT_LOGIN).to_customer:
        raise LoginMailOff(customer.member_id)
    if not customer.is_active or not customer.email:
        raise CustomerBlocked(customer.member_id)
    allow_password(customer, ACTION)
    password = new_password()
    customer.set_password(password)
    customer.session_salt = secrets.token_hex(16)
    customer.save(update_fields=["password", "session_salt"])
    record(ACTION, customer, actor=actor)
    shop, now = shop_of(customer.shop_no, customer.mall_id), timezone.now()

    def values(language: str) -> Values:
        return member_values(customer) | {"PASSWORD": password, "SENT_AT": time_text(now, language)}

    to = Addressee(customer.email, shop.language, customer_stream(customer.pk))
    post_automated(MailKind.FORGOT_LOGIN, shop, values, to)
    return customer


@transaction.atomic
def set_customer_active(customer_id: int, *, is_active: bool, reason: str = "", actor: Actor) -> Customer:
    """Block an account, whose sessions end at once, or let it back in. A second call changes nothing."""
    customer: Customer = Customer.objects.select_for_update().get(pk=customer_id)
    if customer.is_active == is_active:
        return customer
    customer.is_active = is_active
    customer.session_salt = secrets.token_hex(16)
    customer.save(update_fields=["is_active", "session_salt"])
    action = "customer.activated" if is_active else "customer.deactivated"
    record(action, customer, actor=actor, reason=reason)
    return customer
