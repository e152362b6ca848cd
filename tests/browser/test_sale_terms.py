"""Terms of sale in a real browser: the field of pieces, and buttons that only some see."""

from __future__ import annotations

import pytest

from accounts import tenancy
from accounts.models import Mall
from orders.models import CartItem
from tests.factories import MallFactory
from tests.orders.customers import make_customer
from tests.orders.shop import make_product

pytestmark = pytest.mark.browser


@pytest.fixture
def english_mall(site) -> Mall:
    mall = MallFactory()
    mall.shops.update(language="en")
    return mall


def test_the_field_of_pieces_begins_at_the_minimum_steps_by_units_and_lets_no_other_number_through(
    page, site, english_mall
):
    with tenancy.mall(english_mall.pk):
        terms = {"minimum_quantity": 5, "maximum_quantity": 10, "buy_unit": 3}
        product = make_product(name="Linen cup", stock=50, app_facts=terms)
    page.goto(f"{site.mall_url(english_mall.host)}/product/linen-cup/{product.pk}/")
    field = page.get_by_label("Quantity", exact=True)
    assert field.input_value() == "6"
    field.press("ArrowUp")
    assert field.input_value() == "9"
    field.press("ArrowUp")
    assert field.input_value() == "9", "12 would be more than an order can have"
    for _step in range(2):
        field.press("ArrowDown")
    assert field.input_value() == "6"
    field.fill("7")
    page.get_by_role("button", name="Add to cart").click()
    assert not field.evaluate("field => field.validity.valid")
    assert field.evaluate("field => field.validity.stepMismatch")
    field.fill("9")
    page.get_by_role("button", name="Add to cart").click()
    page.get_by_text("Linen cup is in your cart.").wait_for()
    with tenancy.mall(english_mall.pk):
        assert CartItem.objects.get().quantity == 9
    page.get_by_label("Quantity", exact=True).fill("8")
    page.get_by_role("button", name="Change quantity").click()
    page.get_by_text("Linen cup is sold in units of 3 pieces: 3, 6, 9 …").wait_for()
    assert page.get_by_label("Quantity", exact=True).input_value() == "9"


def test_a_customer_gets_the_buttons_that_a_guest_does_not_see(page, site, english_mall):
    """The page is kept for all; what is this shopper's comes by htmx, and by a link where a guest logs in."""
    with tenancy.mall(english_mall.pk):
        make_customer()
        hidden = {"buy_limit_by_product": "T", "buy_limit_type": "N"}
        product = make_product(name="Linen cup", app_facts=hidden)
    root = site.mall_url(english_mall.host)
    address = f"{root}/product/linen-cup/{product.pk}/"
    page.goto(address)
    page.get_by_role("link", name="Log in to buy").click()
    page.get_by_label("ID", exact=True).fill("minji")
    page.get_by_label("Password", exact=True).fill("customer password")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Buy now").wait_for()
    page.goto(address)
    page.get_by_role("button", name="Add to cart").click()
    page.get_by_text("Linen cup is in your cart.").wait_for()
