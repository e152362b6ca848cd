"""Ids of another mall's, or another shopper's, rows inside the forms of orders, claims and carts reach nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts import tenancy
from accounts.tenancy.catalog import tenant_models
from orders.domain.claims.decide import accept_claim, collect_claim
from orders.domain.memos import add_memo
from orders.models import CartItem, Claim, Order
from tests.orders.claiming import ask, deliver, paid_order
from tests.orders.shop import SYSTEM, make_product
from tests.storefront.buying import put_into_cart

pytestmark = pytest.mark.django_db


def order_in(mall) -> Order:
    with tenancy.mall(mall.pk):
        return paid_order((make_product(name="Wool scarf"), 2), gateway="cash")


def item_of(order: Order) -> int:
    with tenancy.mall(order.mall_id):
        return order.items.get().pk


def everything(mall) -> list[Any]:
    with tenancy.mall(mall.pk):
        return [list(model.objects.order_by("pk").values()) for model in tenant_models()]


@pytest.fixture
def both(mall, other_mall, client, cast):
    """An order of this mall and one of the other, with this mall's owner signed in."""
    cast.sign_in(client, "owner")
    return order_in(mall), order_in(other_mall)


@pytest.mark.parametrize("action", ["prepare", "await-shipment", "hold", "deliver", "ship"])
def test_an_item_of_another_mall_takes_no_step(client, both, mall, other_mall, action):
    own, foreign = both
    before = everything(mall), everything(other_mall)
    form = {"action": action, "item": [item_of(foreign)], "carrier": "0006", "tracking_number": "123"}
    assert client.post(reverse("orders:step", args=[own.number]), form).status_code in {302, 422}
    assert (everything(mall), everything(other_mall)) == before


@pytest.mark.parametrize("name", ["memo_pin", "memo_delete"])
def test_a_memo_of_another_mall_is_none_of_this_order(client, both, mall, other_mall, name):
    own, foreign = both
    with tenancy.mall(other_mall.pk):
        memo = add_memo(foreign.pk, "theirs", actor=SYSTEM)
    before = everything(mall), everything(other_mall)
    client.post(reverse(f"orders:{name}", args=[own.number, memo.pk]), {"pinned": "1"})
    assert (everything(mall), everything(other_mall)) == before


def test_a_claim_is_about_no_item_of_another_mall(client, both, mall, other_mall):
    own, foreign = both
    before = everything(mall), everything(other_mall)
    form = {"kind": "cancel", "reason": "change_of_mind", f"quantity_{item_of(foreign)}": "1"}
    response = client.post(f"{reverse('orders:claim_new', args=[own.number])}?kind=cancel", form)
    assert response.status_code == 422
    assert (everything(mall), everything(other_mall)) == before


def test_nothing_of_another_mall_goes_out_in_exchange(client, both, mall, other_mall):
    own, _foreign = both
    with tenancy.mall(mall.pk):
        claim = ask(deliver(own), "exchange", "defect")
    with tenancy.mall(other_mall.pk):
        variant = make_product(name="Theirs").variants.get()
    before = everything(mall), everything(other_mall)
    form = {"payer": "seller", f"variant_{item_of(own)}": str(variant.pk)}
    assert client.post(reverse("orders:claim_accept", args=[claim.code]), form).status_code == 422
    assert (everything(mall), everything(other_mall)) == before


def test_no_item_of_another_mall_goes_back_on_the_shelf(client, both, mall, other_mall):
    own, foreign = both
    with tenancy.mall(mall.pk):
        claim = ask(deliver(own), "return", "defect")
        accept_claim(claim.pk, actor=SYSTEM)
        collect_claim(claim.pk, actor=SYSTEM)
    before = everything(mall), everything(other_mall)
    form = {"restock": [item_of(foreign)]}
    assert client.post(reverse("orders:claim_finish", args=[claim.code]), form).status_code == 422
    assert (everything(mall), everything(other_mall)) == before
    with tenancy.mall(mall.pk):
        assert Claim.objects.get().state == "collected"


@pytest.mark.parametrize("form", [{"remove": "{}"}, {"quantity-{}": "9"}, {"quantity-{}": "0"}])
@pytest.mark.parametrize("whose", ["another shopper of this mall", "another mall"])
def test_a_line_of_another_cart_stays_as_it_is(shopper, mall, other_mall, form, whose):
    their_mall = other_mall if whose == "another mall" else mall
    for place in (mall, their_mall):
        with tenancy.mall(place.pk):
            make_product(name="Scarf")
    them = Client(HTTP_HOST=f"{their_mall.host}.{settings.MALL_DOMAIN}")
    for browser, place in ((shopper, mall), (them, their_mall)):
        with tenancy.mall(place.pk):
            product = make_product(name="Cup")
        put_into_cart(browser, place, product)
    with tenancy.mall(their_mall.pk):
        line = CartItem.objects.order_by("pk").last()
    before = everything(their_mall)
    filled = {name.format(line.pk): value.format(line.pk) for name, value in form.items()}
    assert shopper.post("/cart/change/", filled).status_code == 302
    after = everything(their_mall)
    if their_mall == mall:  # the own cart was touched
        with tenancy.mall(mall.pk):
            assert CartItem.objects.get(pk=line.pk).quantity == 1
    else:
        assert after == before
