"""Terms of sale as shoppers meet them: the page's field, refusals in three languages, buttons that are hidden."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from accounts import tenancy
from accounts.models import Mall
from catalog.domain.change_given import change_given
from catalog.domain.options import ExtraInput, Option
from catalog.models import Product
from orders.models import CartItem, Order
from tests.orders.customers import make_customer
from tests.orders.shop import SYSTEM, make_product
from tests.storefront.buying import buy_as_guest, checkout_form, put_into_cart

pytestmark = pytest.mark.django_db(databases=["default", "counters"])

MEMBERS = {"buy_limit_by_product": "T", "buy_limit_type": "M"}
HIDDEN = {"buy_limit_by_product": "T", "buy_limit_type": "N"}
CHOSEN = {"buy_limit_by_product": "T", "buy_limit_type": "O", "buy_member_id_list": ["ann"]}
BUY_NOW = 'name="buy" value="1"'


def product_on(mall: Mall, terms: dict[str, Any], **facts: Any) -> Product:
    with tenancy.mall(mall.pk):
        return make_product(stock=100, app_facts=terms, **{"name": "Cup"} | facts)


def page_of(shopper: Client, product: Product) -> str:
    return shopper.get(f"/product/cup/{product.pk}/").content.decode()


def field_of(page: str) -> dict[str, str]:
    """The attributes of the field of pieces."""
    [tag] = re.findall(r'<input type="number"[^>]*name="quantity"[^>]*>', page)
    return {
        name: value for name, value in re.findall(r'(\w+)="([^"]*)"', tag) if name in {"value", "min", "max", "step"}
    }


def log_in(shopper: Client, mall: Mall, member_id: str) -> None:
    with tenancy.mall(mall.pk):
        make_customer(member_id)
    response = shopper.post("/login/", {"member_id": member_id, "password": "customer password"})
    assert response.status_code == 302


def numbers(value: int, least: int, most: int, step: int) -> dict[str, str]:
    return {"value": str(value), "min": str(least), "max": str(most), "step": str(step)}


@pytest.mark.parametrize(
    ("terms", "facts", "field"),
    [
        ({}, {}, numbers(1, 1, 999, 1)),
        ({"minimum_quantity": 3}, {}, numbers(3, 3, 999, 1)),
        ({"minimum_quantity": 3, "maximum_quantity": 9, "buy_unit": 2}, {}, numbers(4, 4, 8, 2)),
        (
            {"minimum_quantity": 4, "order_quantity_limit_type": "P", "buy_unit": 2},
            {"options": (Option("Colour", ("Red", "Blue")),)},
            numbers(4, 2, 998, 2),
        ),
        (
            {"minimum_quantity": 4, "order_quantity_limit_type": "P", "buy_unit": 2, "buy_unit_type": "P"},
            {"options": (Option("Colour", ("Red", "Blue")),)},
            numbers(4, 1, 999, 1),
        ),
        ({"minimum_quantity": 3}, {"extra_inputs": (ExtraInput("Name", False, 20),)}, numbers(3, 1, 999, 1)),
    ],
)
def test_the_field_of_pieces_begins_with_what_can_be_ordered_and_goes_on_in_units(shopper, mall, terms, facts, field):
    assert field_of(page_of(shopper, product_on(mall, terms, **facts))) == field


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("en", ("At least 3 pieces an order.", "In units of 3 pieces.", "Cup: please order at least 3 pieces.")),
        (
            "ko",
            ("한 번에 3개 이상 주문할 수 있습니다.", "3개 단위로 주문할 수 있습니다.", "Cup: 3개 이상 주문해 주세요."),
        ),
        ("ja", ("1回のご注文は3個以上です。", "3個単位でご注文いただけます。", "3個以上でご注文ください。")),
    ],
)
def test_the_page_says_the_terms_and_a_refusal_names_product_and_number(shopper, mall, language, texts):
    mall.shops.update(language=language)
    product = product_on(mall, {"minimum_quantity": 3, "buy_unit": 3})
    page = page_of(shopper, product)
    assert [text in page for text in texts[:2]] == [True, True]
    response = put_into_cart(shopper, mall, product, quantity="2")
    assert response.status_code == 422
    assert texts[2] in response.content.decode()
    assert field_of(response.content.decode())["value"] == "2"
    with tenancy.mall(mall.pk):
        assert not CartItem.objects.exists()


def test_a_changed_number_that_is_forbidden_is_told_in_the_cart_and_the_line_stays(shopper, mall):
    mall.shops.update(language="en")
    product = product_on(mall, {"maximum_quantity": 5})
    put_into_cart(shopper, mall, product, quantity="4")
    with tenancy.mall(mall.pk):
        line = CartItem.objects.get()
    page = shopper.post("/cart/change/", {f"quantity-{line.pk}": "6"}, follow=True).content.decode()
    assert "Cup: an order can have at most 5 pieces, with what is in your cart." in page
    with tenancy.mall(mall.pk):
        assert CartItem.objects.get().quantity == 4


def test_terms_that_came_after_the_cart_stop_the_checkout_and_the_order(shopper, mall):
    """The checkout page that a shopper has open already is refused as well: the order looks again."""
    mall.shops.update(language="en")
    product = product_on(mall, {})
    put_into_cart(shopper, mall, product)
    data = checkout_form(shopper.get("/checkout/").content.decode())
    with tenancy.mall(mall.pk):
        change_given(product.pk, {"app_facts": {"minimum_quantity": 3}}, actor=SYSTEM)
    response = shopper.post("/checkout/", data)
    assert response.status_code == 422
    assert "Cup: please order at least 3 pieces." in response.content.decode()
    cart = shopper.get("/cart/").content.decode()
    assert "Cup: please order at least 3 pieces." in cart
    assert 'href="/checkout/"' not in cart
    with tenancy.mall(mall.pk):
        assert not Order.objects.exists()


def test_buying_now_goes_by_the_same_terms(shopper, mall):
    mall.shops.update(language="en")
    bow = product_on(mall, {"single_purchase": "T"})
    response = put_into_cart(shopper, mall, bow, buy="1")
    assert response.status_code == 422
    assert "Cup can only be ordered together with another product." in response.content.decode()


def test_a_guest_is_asked_to_log_in_and_a_customer_buys(shopper, mall):
    mall.shops.update(language="en")
    product = product_on(mall, MEMBERS)
    page = page_of(shopper, product)
    assert "For customers with an account only." in page
    assert BUY_NOW in page
    refusal = put_into_cart(shopper, mall, product)
    assert (refusal.status_code, "Please log in." in refusal.content.decode()) == (422, True)
    log_in(shopper, mall, "minji")
    assert put_into_cart(shopper, mall, product)["Location"] == "/cart/"
    data = checkout_form(shopper.get("/checkout/").content.decode())
    assert shopper.post("/checkout/", data).status_code == 302


def test_what_is_sold_once_is_refused_the_second_time_with_its_reason(shopper, mall):
    mall.shops.update(language="en")
    product = product_on(mall, {"repurchase_restriction": "T"})
    log_in(shopper, mall, "minji")
    put_into_cart(shopper, mall, product)
    assert shopper.post("/checkout/", checkout_form(shopper.get("/checkout/").content.decode())).status_code == 302
    refusal = put_into_cart(shopper, mall, product)
    assert "Each customer can buy Cup once, and you have bought it already." in refusal.content.decode()


@pytest.mark.parametrize(
    ("terms", "member_id", "has_buttons", "text"),
    [
        (HIDDEN, None, False, "Log in to buy"),
        (HIDDEN, "minji", True, ""),
        (CHOSEN, None, False, "Log in to buy"),
        (CHOSEN, "minji", False, "your account is not among them"),
        (CHOSEN, "ann", True, ""),
    ],
)
def test_buttons_are_hidden_from_those_who_may_not_buy(shopper, mall, terms, member_id, has_buttons, text):
    """`buy_limit_type` N and O: the page that is kept for all asks for the part that is this shopper's."""
    mall.shops.update(language="en")
    product = product_on(mall, terms)
    kept = page_of(shopper, product)
    assert BUY_NOW not in kept
    assert f'hx-get="/product/{product.pk}/buy/"' in kept
    if member_id:
        log_in(shopper, mall, member_id)
    part = shopper.get(f"/product/{product.pk}/buy/", headers={"HX-Request": "true"})
    assert (part.status_code, part["Cache-Control"]) == (200, "max-age=0, no-cache, no-store, must-revalidate, private")
    assert (BUY_NOW in part.content.decode(), text in part.content.decode()) == (has_buttons, True)
    whole = shopper.get(f"/product/{product.pk}/buy/")
    assert whole.status_code == (200 if member_id else 302)
    assert (BUY_NOW in whole.content.decode()) == has_buttons
    assert ('id="store-heart"' in part.content.decode()) == bool(member_id), "who may not buy may still wish"
    assert page_of(shopper, product) == kept, "nothing of one shopper gets into the page that is kept for all"


def test_another_malls_product_has_no_buttons_here(shopper, mall, other_mall):
    product = product_on(other_mall, HIDDEN)
    assert shopper.get(f"/product/{product.pk}/buy/", headers={"HX-Request": "true"}).status_code == 404


@pytest.mark.parametrize(("tax_type", "text"), [("A", "VAT included"), ("B", "Free of VAT"), ("C", "Free of VAT")])
def test_the_page_says_whether_the_price_has_tax_in_it(shopper, mall, tax_type, text):
    mall.shops.update(language="en")
    assert f'<span class="product-vat">{text}</span>' in page_of(shopper, product_on(mall, {"tax_type": tax_type}))


@pytest.mark.parametrize(
    ("tax_type", "texts"), [("A", ["VAT in the items", "₩1,091"]), ("B", ["Tax-free items", "₩12,000"])]
)
def test_an_order_shows_the_tax_in_it(shopper, mall, tax_type, texts):
    mall.shops.update(language="en")
    product = product_on(mall, {"tax_type": tax_type})
    number = buy_as_guest(shopper, mall, product)["Location"].split("/")[2]
    page = shopper.get(f"/orders/{number}/").content.decode()
    assert [text in page for text in texts] == [True, True]
    assert ("Tax-free" in page) == (tax_type == "B")
