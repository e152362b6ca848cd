"""A guest looks the order up: number, name and password together; that order only (R0.51, R0.53)."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from accounts import tenancy
from accounts.audit import Actor
from orders.domain.pay_order import pay_order
from orders.domain.prepared_parcels import prepare_parcel, send_parcel
from orders.domain.ship_items import Shipment
from orders.models import Claim, Order
from tests.factories_catalog import make_product
from tests.orders.shop import make_order
from tests.storefront.buying import PASSWORD, buy_as_guest

pytestmark = pytest.mark.django_db(databases=["default", "counters"])


@pytest.fixture
def order(mall) -> Order:
    with tenancy.mall(mall.pk):
        make_order(guest_password="somebody else's", name="Park")
        return make_order(guest_password=PASSWORD)


def look_up(shopper, order: Order, **changes: str):
    data = {"lookup-order_number": order.number, "lookup-name": "Kim Minji", "lookup-password": PASSWORD}
    return shopper.post("/orders/lookup/", data | changes)


def test_the_lookup_stands_beside_the_login(shopper):
    for path in ("/login/", "/orders/lookup/?number=20261123-0000001"):
        page = shopper.get(path).content.decode()
        assert "비회원 주문조회" in page
        assert 'name="member_id"' in page
    assert 'value="20261123-0000001"' in page


def test_a_parcel_is_shown_once_it_has_left(shopper, mall, order):
    with tenancy.mall(mall.pk):
        pay_order(order.pk, gateway="cash", actor=Actor.system())
        parcel = prepare_parcel(order.pk, Shipment("0006", "650123"), actor=Actor.system())
    address = look_up(shopper, order)["Location"]
    assert "650123" not in shopper.get(address).content.decode()
    with tenancy.mall(mall.pk):
        send_parcel(order.pk, parcel.parcel_no, actor=Actor.system())
    assert "650123" in shopper.get(address).content.decode()


def test_all_three_right_open_that_order_and_no_other(shopper, mall, order):
    response = look_up(shopper, order)
    assert response["Location"] == f"/orders/{order.number}/"
    assert shopper.get(response["Location"]).status_code == 200
    with tenancy.mall(mall.pk):
        other = Order.objects.exclude(pk=order.pk).get()
    assert shopper.get(f"/orders/{other.number}/").status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"lookup-order_number": "20261123-9999999"},
        {"lookup-name": "Kim Minjy"},
        {"lookup-password": "guest-secret-2"},
    ],
    ids=["number", "name", "password"],
)
def test_any_one_wrong_gives_no_order_and_the_same_answer(shopper, mall, order, changes):
    """R0.51: what differs is only what was typed."""
    response = look_up(shopper, order, **changes)
    page = response.content.decode()
    assert response.status_code == 422
    assert "일치하는 주문이 없습니다" in page
    assert "_error" not in page
    assert shopper.get(f"/orders/{order.number}/").status_code == 302


def test_a_new_password_of_the_order_ends_what_the_old_one_opened(shopper, mall, order):
    look_up(shopper, order)
    with tenancy.mall(mall.pk):
        Order.objects.filter(pk=order.pk).update(guest_password_version=1)
    assert shopper.get(f"/orders/{order.number}/").status_code == 404


def test_the_page_offers_no_way_to_recover_the_order_password(shopper):
    """R0.53"""
    page = shopper.get("/orders/lookup/").content.decode().partition("lookup-heading")[2]
    assert page.count("<form") == 1
    assert "/account/forgotten/" not in page


def test_a_guest_asks_for_a_cancellation_of_a_paid_order(shopper, mall, order):
    with tenancy.mall(mall.pk):
        pay_order(order.pk, gateway="cash", actor=Actor.system())
        item = order.items.get()
    look_up(shopper, order)
    path = f"/orders/{order.number}/claim/cancel/"
    assert path in shopper.get(f"/orders/{order.number}/").content.decode()
    assert shopper.get(path).status_code == 200
    data = {f"quantity-{item.pk}": "1", "reason": "change_of_mind", "detail": "typed"}
    response = shopper.post(path, data)
    assert response.status_code == 422
    assert "typed" in response.content.decode()
    bank = {"bank_name": "KB", "account_number": "1-2-3", "account_holder": "Kim"}
    assert shopper.post(path, data | bank).status_code == 302
    with tenancy.mall(mall.pk):
        claim = Claim.objects.get()
    assert (claim.kind, claim.is_by_shopper, claim.refund_bank_name) == ("cancel", True, "KB")
    assert shopper.get(f"/orders/{order.number}/claim/return/").status_code == 404


def test_the_buyers_own_browser_sees_the_order_at_once(shopper, mall):
    with tenancy.mall(mall.pk):
        product = make_product("Cup")
    buy_as_guest(shopper, mall, product)
    with tenancy.mall(mall.pk):
        number = Order.objects.get().number
    assert shopper.get(f"/orders/{number}/").status_code == 200
    stranger = Client(HTTP_HOST=f"{mall.host}.{settings.MALL_DOMAIN}")
    assert stranger.get(f"/orders/{number}/complete/").status_code == 404
