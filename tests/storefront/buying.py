"""A shopper's steps through the shop, for tests."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from accounts.models import Mall

PASSWORD = "guest-secret-1"
MEMBER_PASSWORD = "a good long password"


def origin(mall: Mall) -> str:
    return f"http://{mall.host}.{settings.MALL_DOMAIN}"


def put_into_cart(shopper: Client, mall: Mall, product: Any, *, prefix: str = "", **choices: str) -> HttpResponse:
    data = {"quantity": "1", "add": "1"} | choices
    return shopper.post(f"{prefix}/cart/add/{product.pk}/", data, headers={"Origin": origin(mall)})


def checkout_form(page: str, **changes: str) -> dict[str, str]:
    """What a guest would send from a checkout page; its idempotency key is the page's."""
    key = re.search(r'name="idempotency_key" value="([0-9a-f]{32})"', page)[1]
    return {
        "idempotency_key": key,
        "documents_seen": seal_on(page),
        "shown_total": total_on(page),
        "buyer_name": "Kim Minji",
        "buyer_email": "minji@example.com",
        "buyer_phone": "010-1234-5678",
        "same_as_buyer": "on",
        "zipcode": "04524",
        "address1": "1 Sejong-daero",
        "payment_method": "cash",
        "guest_password": PASSWORD,
        "guest_password_again": PASSWORD,
        "accepts_terms": "on",
    } | changes


def buy_as_guest(shopper: Client, mall: Mall, product: Any, *, prefix: str = "", **changes: str) -> HttpResponse:
    put_into_cart(shopper, mall, product, prefix=prefix)
    page = shopper.get(f"{prefix}/checkout/").content.decode()
    return shopper.post(f"{prefix}/checkout/", checkout_form(page, **changes))


def seal_on(page: str) -> str:
    """Which terms and privacy notice a page showed."""
    return re.search(r'name="documents_seen" value="([0-9a-f]{32})"', page)[1]


def total_on(page: str) -> str:
    """The amount that a checkout page shows; empty where something stands in the way of one."""
    found = re.search(r'name="shown_total" value="([0-9.]+)"', page)
    return found[1] if found else ""


def sign_up(shopper: Client, **changes: str) -> HttpResponse:
    data = {
        "member_id": "minji",
        "password": MEMBER_PASSWORD,
        "password_again": MEMBER_PASSWORD,
        "name": "김민지",
        "email": "minji@example.com",
        "phone": "010-1234-5678",
        "accepts_terms": "on",
        "accepts_privacy": "on",
        "documents_seen": seal_on(shopper.get("/account/sign-up/").content.decode()),
    }
    return shopper.post("/account/sign-up/", data | changes)
