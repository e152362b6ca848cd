"""Sign a customer in: tries are limited per ID and network, and every miss answers alike."""

from __future__ import annotations

import secrets
from functools import lru_cache
from typing import Final

from django.contrib.auth.hashers import check_password, make_password
from django.utils import timezone

from accounts.audit import Actor, mention
from accounts.limits import Limit
from accounts.tenancy import current_mall_id
from orders.models import Customer

PER_ID: Final = Limit("customer-login-id", hits=10, seconds=300)
PER_NETWORK: Final = Limit("customer-login-network", hits=60, seconds=300)
LONGEST_PASSWORD: Final = 256


class WrongSignIn(Exception):
    """No live account has this ID and password together."""


class TooManyTries(Exception):
    """The ID or the network was tried too often; `retry_after_seconds` says how long to wait."""

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__("Too many tries to sign in.")
        self.retry_after_seconds = retry_after_seconds


def sign_in_customer(
    member_id: str, password: str, *, network: str, shop_no: int = 1, is_mobile: bool = False
) -> Customer:
    """The customer of the open mall with this ID and password.

    Tries are counted before anything is looked up, also for IDs that nobody has. Apps that want to hear of it are told
    (`customer.signed_in`); the log is not. Raises WrongSignIn, TooManyTries.
    """
    folded = member_id.strip().casefold()[:40]
    allow_try(folded, network)
    customer: Customer | None = Customer.objects.filter(member_id_folded=folded, is_active=True).first()
    is_right = check_password(password[:LONGEST_PASSWORD], customer.password if customer else _dummy_hash())
    if customer is None or not is_right or len(password) > LONGEST_PASSWORD:
        raise WrongSignIn
    PER_ID.clear(current_mall_id(), folded)
    customer.last_login_at = timezone.now()
    customer.session_salt = customer.session_salt or secrets.token_hex(16)
    customer.save(update_fields=["last_login_at", "session_salt"])
    after = {"shop_no": shop_no, "is_mobile": is_mobile}
    mention("customer.signed_in", customer, actor=Actor.shopper(customer.pk), after=after)
    return customer


def allow_try(folded_id: str, network: str) -> None:
    """Count a try with a password. Raises TooManyTries."""
    mall_id = current_mall_id()
    for limit, key in ((PER_NETWORK, network), (PER_ID, folded_id)):
        if not limit.hit(mall_id, key):
            raise TooManyTries(limit.retry_after_seconds())


def is_password_of(customer: Customer, password: str, *, network: str) -> bool:
    """Whether a signed-in customer knows the password; counted like a sign-in. Raises TooManyTries."""
    allow_try(customer.member_id_folded, network)
    return customer.check_password(password[:LONGEST_PASSWORD])


@lru_cache(maxsize=1)
def _dummy_hash() -> str:
    """What an unknown ID's password is checked against, so that it takes as long as a known one's."""
    return make_password(secrets.token_urlsafe(16))
