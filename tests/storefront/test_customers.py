"""Customers of a mall: a user space of its own, apart from merchants and from other malls (design 3)."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import AuditEntry
from orders.domain.customers import send_temporary_password
from orders.models import Cart, CartItem, Customer, Order
from tests.factories_catalog import make_product
from tests.ledger import run_due_jobs
from tests.mailbox import mails
from tests.storefront.buying import MEMBER_PASSWORD, checkout_form, put_into_cart, sign_up

pytestmark = pytest.mark.django_db(databases=["default", "counters"])


def browser(mall) -> Client:
    return Client(HTTP_HOST=f"{mall.host}.{settings.MALL_DOMAIN}")


def log_in(shopper, member_id: str = "MinJi", password: str = MEMBER_PASSWORD):
    return shopper.post("/login/", {"member_id": member_id, "password": password})


def is_in(shopper) -> bool:
    return shopper.get("/account/").status_code == 200


def test_a_customer_signs_up_logs_out_and_in_again_under_a_new_session(shopper, mall):
    assert sign_up(shopper).status_code == 302
    first = shopper.cookies[settings.SHOPPER_COOKIE_NAME].value
    assert is_in(shopper)
    shopper.post("/logout/")
    assert not is_in(shopper)
    assert log_in(shopper).status_code == 302
    assert shopper.cookies[settings.SHOPPER_COOKIE_NAME].value != first
    with tenancy.mall(mall.pk):
        assert AuditEntry.objects.filter(action="customer.signed_up").count() == 1


def test_the_same_id_lives_once_in_each_mall(shopper, mall, other_mall):
    sign_up(shopper)
    second = browser(mall)
    response = sign_up(second, member_id="MINJI", email="x@example.com")
    assert response.status_code == 422
    assert 'id="id_member_id_error"' in response.content.decode()
    assert "x@example.com" in response.content.decode()
    elsewhere = browser(other_mall)
    assert log_in(elsewhere).status_code == 422
    assert sign_up(elsewhere).status_code == 302


def test_a_wrong_password_and_an_unknown_id_answer_alike_and_tries_are_limited(shopper, mall):
    sign_up(shopper)
    thief = browser(mall)
    wrong, unknown = log_in(thief, password="no"), log_in(thief, member_id="nobody")
    assert wrong.status_code == unknown.status_code == 422
    texts = [
        answer.content.decode().replace("MinJi", "").replace("nobody", "").partition("<main")[2].split("csrf")[0]
        for answer in (wrong, unknown)
    ]
    assert texts[0] == texts[1]
    answers = [log_in(thief, password="no").status_code for _ in range(11)]
    assert answers[-1] == 429
    assert log_in(thief).status_code == 429


def test_a_new_password_ends_the_other_sessions(shopper, mall):
    sign_up(shopper)
    phone = browser(mall)
    log_in(phone)
    assert is_in(phone)
    new = "another long password"
    data = {"current_password": MEMBER_PASSWORD, "password": new, "password_again": new}
    assert shopper.post("/account/password/", data | {"current_password": "no"}).status_code == 422
    assert shopper.post("/account/password/", data).status_code == 302
    assert is_in(shopper)
    assert not is_in(phone)


def test_a_temporary_password_of_the_merchant_ends_the_session(shopper, mall):
    sign_up(shopper)
    with tenancy.mall(mall.pk):
        send_temporary_password(Customer.objects.get().pk, actor=Actor.system())
    assert not is_in(shopper)


def test_what_a_guest_put_into_the_cart_is_there_after_the_login(shopper, mall):
    with tenancy.mall(mall.pk):
        cup, bowl = make_product("Cup"), make_product("Bowl")
    sign_up(shopper)
    put_into_cart(shopper, mall, cup)
    shopper.post("/logout/")
    put_into_cart(shopper, mall, cup, quantity="2")
    put_into_cart(shopper, mall, bowl)
    log_in(shopper)
    with tenancy.mall(mall.pk):
        assert dict(CartItem.objects.values_list("product", "quantity")) == {cup.pk: 3, bowl.pk: 1}
        assert Cart.objects.count() == 1
    assert '<b class="store-count" id="store-count" hx-swap-oob="true">4</b>' in shopper.get("/tools/").content.decode()


def test_a_customer_buys_without_an_order_password_and_sees_only_own_orders(shopper, mall):
    with tenancy.mall(mall.pk):
        product = make_product("Cup")
    sign_up(shopper)
    put_into_cart(shopper, mall, product)
    page = shopper.get("/checkout/").content.decode()
    assert "guest_password" not in page
    assert "김민지" in page
    assert shopper.post("/checkout/", checkout_form(page)).status_code == 302
    with tenancy.mall(mall.pk):
        order = Order.objects.get()
        assert (order.customer.member_id, order.is_guest) == ("minji", False)
    assert order.number in shopper.get("/orders/").content.decode()
    assert shopper.get(f"/orders/{order.number}/").status_code == 200
    stranger = browser(mall)
    sign_up(stranger, member_id="other1", email="o@example.com")
    assert stranger.get(f"/orders/{order.number}/").status_code == 404
    assert browser(mall).get(f"/orders/{order.number}/").status_code == 302
    assert shopper.post(f"/orders/{order.number}/cancel/").status_code == 302
    with tenancy.mall(mall.pk):
        assert Order.objects.get().payment_status == "cancelled"


def test_leaving_erases_the_account_and_keeps_the_orders(shopper, mall):
    with tenancy.mall(mall.pk):
        product = make_product("Cup")
    sign_up(shopper)
    put_into_cart(shopper, mall, product)
    shopper.post("/checkout/", checkout_form(shopper.get("/checkout/").content.decode()))
    data = {"current_password": MEMBER_PASSWORD, "is_sure": "on"}
    assert shopper.post("/account/leave/", data | {"current_password": "no"}).status_code == 422
    assert shopper.post("/account/leave/", data).status_code == 302
    assert not is_in(shopper)
    assert log_in(shopper).status_code == 422
    with tenancy.mall(mall.pk):
        assert not Customer.objects.exists()
        assert Order.objects.get().customer_id is None


def test_a_forgotten_password_is_set_by_a_mailed_link_once(shopper, mall):
    sign_up(shopper)
    shopper.post("/logout/")
    run_due_jobs()
    known = shopper.post("/account/forgotten/", {"email": "MINJI@example.com"})
    unknown = shopper.post("/account/forgotten/", {"email": "nobody@example.com"})
    assert known.status_code == unknown.status_code == 200
    run_due_jobs()
    assert not mails(to="nobody@example.com")
    mail = mails(to="minji@example.com")[-1]
    assert "minji" in mail.text
    path = mail.link.partition(settings.PUBLIC_PORT)[2] if settings.PUBLIC_PORT else mail.link
    assert shopper.get(path).status_code == 200
    new = "another long password"
    assert shopper.post(path, {"password": new, "password_again": new}).status_code == 302
    assert shopper.get(path).status_code == 410
    assert log_in(shopper, password=new).status_code == 302


def test_the_welcome_after_sign_up_is_on_the_page_that_follows_and_once(shopper, mall):
    """The main page is the same for all; what one shopper is told comes with the header's links."""
    assert sign_up(shopper).headers["Location"] == "/"
    assert "김민지님" not in shopper.get("/").content.decode()
    tools = shopper.get("/tools/").content.decode()
    assert 'id="store-messages" hx-swap-oob="true"' in tools
    assert tools.count('class="store-message is-success"') == 1
    assert "store-messages" not in shopper.get("/tools/").content.decode()
