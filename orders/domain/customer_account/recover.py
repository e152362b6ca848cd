"""Forgotten ID or password: a mail names the IDs of an address, each with a link that works once."""

from __future__ import annotations

import json
from typing import Final

from django.core import signing
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts import sealing
from accounts.audit import Actor, record
from accounts.jobs import enqueue
from accounts.limits import Limit
from accounts.models import Shop
from accounts.outbox import Mail, post
from accounts.tenancy import current_mall_id
from orders.domain.customer_account.change import set_new_password
from orders.domain.customer_account.sign_in import PER_ID, TooManyTries
from orders.models import Customer
from orders.shop_paths import RESET, shop_url

MAIL_TASK: Final = "orders.mail_account_help"
SEALED_AS: Final = "job|0|mail_account_help|arguments"
SALT: Final = "orders.customer_reset"
LINK_SECONDS: Final = 30 * 60
MOST_IDS: Final = 10
PER_NETWORK: Final = Limit("customer-help-network", hits=20, seconds=3600)
PER_ADDRESS: Final = Limit("customer-help-address", hits=5, seconds=3600)


class LinkOver(Exception):
    """The link was used, is older than 30 minutes, or was never ours."""


def ask_for_help(email: str, *, shop_no: int, network: str) -> None:
    """Have a worker look whether accounts belong to an address: the page does the same for any.

    Raises TooManyTries.
    """
    mall_id = current_mall_id()
    for limit, key in ((PER_NETWORK, network), (PER_ADDRESS, email.casefold())):
        if not limit.hit(mall_id, key):
            raise TooManyTries(limit.retry_after_seconds())
    wish = json.dumps({"email": email, "shop_no": shop_no})
    enqueue(MAIL_TASK, mall_id=mall_id, sealed_wish=sealing.seal(wish, SEALED_AS))


@transaction.atomic
def mail_account_help(sealed_wish: str) -> int:
    """Mail the IDs of an address with their links, and say how many; nobody with that address: no mail."""
    wish = json.loads(sealing.open_sealed(sealed_wish, SEALED_AS))
    customers = list(
        Customer.objects.filter(email_folded=wish["email"].casefold(), is_active=True).order_by("pk")[:MOST_IDS]
    )
    if not customers:
        return 0
    shop = Shop.objects.select_related("mall").get(mall_id=current_mall_id(), shop_no=wish["shop_no"])
    context = {
        "store": shop.title,
        "minutes": LINK_SECONDS // 60,
        "rows": [
            {"member_id": one.member_id, "url": shop_url(shop, f"{RESET}{link_token(one)}/")} for one in customers
        ],
    }
    to = customers[0].email
    post(Mail("shopper/account_help", to, shop.language, context, mall_id=shop.mall_id, has_secret=True))
    return len(customers)


def link_token(customer: Customer) -> str:
    """A token for one new password: it ends with the present password, sign-in salt and address."""
    return signing.dumps([customer.mall_id, customer.pk, _fingerprint(customer)], salt=SALT)


def customer_of_link(token: str, *, locked: bool = False) -> Customer:
    """Whose link it is. Raises LinkOver."""
    try:
        mall_id, customer_id, fingerprint = signing.loads(token, salt=SALT, max_age=LINK_SECONDS)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise LinkOver from error
    customers = Customer.objects.select_for_update() if locked else Customer.objects.all()
    customer: Customer | None = customers.filter(pk=customer_id, is_active=True).first()
    if mall_id != current_mall_id() or customer is None:
        raise LinkOver
    if not constant_time_compare(str(fingerprint), _fingerprint(customer)):
        raise LinkOver
    return customer


@transaction.atomic
def reset_password(token: str, password: str) -> Customer:
    """Set a new password by a link; it works once, and sessions signed in before end. Raises LinkOver."""
    customer = customer_of_link(token, locked=True)
    set_new_password(customer, password)
    record("customer.password_reset", customer, actor=Actor.shopper(customer.pk))
    mall_id, folded = current_mall_id(), customer.member_id_folded
    transaction.on_commit(lambda: PER_ID.clear(mall_id, folded))
    return customer


def _fingerprint(customer: Customer) -> str:
    state = f"{customer.pk}|{customer.password}|{customer.session_salt}|{customer.email}"
    return salted_hmac(SALT, state).hexdigest()[:32]
