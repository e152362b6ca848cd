"""A shopper keeps a product by its heart, on a page that is kept for all, and buys from the wish list (ADR 0005)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from accounts import tenancy
from accounts.models import Mall, Shop
from catalog.models import ProductListing, Variant
from tests.browser.test_shopping import shoot
from tests.factories import MallFactory
from tests.factories_catalog import make_product
from tests.orders.customers import make_customer

pytestmark = pytest.mark.browser


@pytest.fixture
def store(site) -> Mall:
    """A shop in English and one in Japanese, with a shirt in two sizes and a bowl, and a customer."""
    mall = MallFactory()
    mall.shops.update(language="en", currency="USD")
    Shop.objects.create(mall=mall, shop_no=2, name="ハナの店", language="ja", currency="JPY")
    with tenancy.mall(mall.pk):
        make_customer(session_salt="salt")
        shirt, bowl = make_product("Linen shirt", price="42.00", image=True), make_product("Oak bowl", price="18.50")
        shirt.options = [{"name": "Size", "values": ["S", "L"]}]
        shirt.save()
        shirt.variants.update(option_values=["S"])
        Variant.objects.create(product=shirt, option_values=["L"], position=1, stock=3, tracks_stock=True)
        for product in (shirt, bowl):
            ProductListing.objects.create(product=product, shop_no=2, display=True, selling=True, price=1800)
    return mall


def test_a_heart_is_pressed_stays_filled_and_leads_to_the_cart(page, site, store):
    root = site.mall_url(store.host)
    page.goto(root)
    page.get_by_role("link", name="Linen shirt").first.click()
    heart = page.get_by_role("button", name="Wish list")
    expect(heart).to_have_attribute("aria-pressed", "false")
    heart.click()
    page.get_by_text("Please log in to keep products on your wish list.").wait_for()
    page.get_by_label("ID", exact=True).fill("minji")
    page.get_by_label("Password", exact=True).fill("customer password")
    page.locator("main").get_by_role("button", name="Log in").first.click()
    page.get_by_label("Size").select_option("L")
    heart.click()
    expect(heart).to_have_attribute("aria-pressed", "true")
    expect(heart).to_be_focused()
    page.get_by_text("Linen shirt is on your wish list.").wait_for()
    assert page.get_by_label("Size").input_value() == "1"
    shoot(page, "wish-heart-en")
    page.reload()
    expect(heart).to_have_attribute("aria-pressed", "true")
    page.goto(root)
    page.get_by_role("link", name="Oak bowl").first.click()
    expect(heart).to_have_attribute("aria-pressed", "false")
    heart.click()
    page.get_by_role("link", name="See my wish list").click()
    page.get_by_text("L", exact=True).wait_for()
    shoot(page, "wish-list-en")
    page.get_by_role("listitem").filter(has_text="Linen shirt").get_by_role("button", name="Add to cart").click()
    page.get_by_text("Linen shirt is in your cart.").wait_for()
    assert page.locator(".cart-line").get_by_text("L", exact=True).is_visible()
    page.goto(f"{root}/wishlist/")
    for name in ("Linen shirt", "Oak bowl"):
        page.get_by_role("button", name=f"Remove {name}").click()
    page.get_by_text("Nothing is on your wish list yet.").wait_for()
    shoot(page, "wish-empty-en")
    page.goto(f"{root}/shop2/")
    page.get_by_role("link", name="Linen shirt").first.click()
    page.get_by_role("button", name="お気に入り").click()
    page.get_by_role("link", name="お気に入りを見る").click()
    page.get_by_role("link", name="オプションを選択").wait_for()
    shoot(page, "wish-list-ja")
