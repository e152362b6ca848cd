"""Shoppers in a real browser: guest purchase -> mail -> look-up, and sign-up -> purchase (R0.49-R0.52)."""

from __future__ import annotations

import os
import re

import pytest

from accounts import tenancy
from accounts.models import Mall, Shop
from catalog.models import Category, CategoryProduct, MainCategory, MainCategoryProduct, ProductListing
from tests.factories import MallFactory
from tests.factories_catalog import make_product
from tests.ledger import run_due_jobs
from tests.mailbox import wait_for_mail

pytestmark = pytest.mark.browser

SECRET = "guest-secret-1"


@pytest.fixture
def english_mall(site, tmp_path, settings) -> Mall:
    """A mall whose base shop speaks English, with two products in a section and a category."""
    settings.MAIL_FOLDER = tmp_path / "mail"
    mall = MallFactory(contact_email="store@example.com", business_name="Hana Trading", representative="Hana Kim")
    mall.shops.update(language="en", currency="USD")
    Shop.objects.create(mall=mall, shop_no=2, name="하나 상점", language="ko", currency="KRW")
    Shop.objects.create(mall=mall, shop_no=3, name="ハナの店", language="ja", currency="JPY")
    with tenancy.mall(mall.pk):
        category = Category.objects.create(name="Kitchen", names={"2": "주방", "3": "キッチン"})
        section = MainCategory.objects.create(display_group=2, name="Best of the week")
        for place, name in enumerate(["Linen cup", "Oak bowl"]):
            product = make_product(name, price="12.50", weight_grams=300, summary="Made by hand in Seoul")
            CategoryProduct.objects.create(category=category, product=product, position=place)
            MainCategoryProduct.objects.create(main_category=section, product=product, position=place)
            for shop_no, price in ((2, 16000), (3, 1800)):
                ProductListing.objects.create(product=product, shop_no=shop_no, display=True, selling=True, price=price)
    return mall


def shoot(page, name: str) -> None:
    """Pictures for people to look at, where SHOTS names a folder."""
    folder = os.environ.get("SHOTS")
    if folder:
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})


def fill_checkout(page) -> None:
    page.get_by_label("Postcode").fill("04524")
    page.get_by_label("Address", exact=True).fill("1 Sejong-daero")
    page.get_by_label("I have checked the order").check()


def test_a_guest_buys_gets_the_mail_and_looks_the_order_up(page, site, english_mall, tmp_path):
    root = site.mall_url(english_mall.host)
    page.goto(root)
    shoot(page, "main-en")
    page.get_by_role("link", name="Linen cup").first.click()
    shoot(page, "product-en")
    page.get_by_role("button", name="Add to cart").click()
    page.get_by_text("Linen cup is in your cart.").wait_for()
    shoot(page, "cart-en")
    page.get_by_role("link", name="Check out").click()
    page.get_by_label("Name", exact=True).fill("Kim Minji")
    page.get_by_label("Email").fill("minji@example.com")
    page.get_by_label("Phone", exact=True).fill("010-1234-5678")
    fill_checkout(page)
    page.get_by_label("Order password", exact=True).fill(SECRET)
    page.get_by_label("Coupon code").fill("NOPE")
    page.get_by_label("Coupon code").blur()
    page.get_by_text("There is no such coupon at the moment.").wait_for()
    page.get_by_label("Coupon code").fill("")
    page.get_by_role("button", name="Place the order").click()
    page.get_by_text("Please check these entries.").wait_for()
    shoot(page, "checkout-en")
    page.get_by_label("Order password again").fill(SECRET)
    page.get_by_role("button", name="Place the order").click()
    page.get_by_text("Thank you for your order").wait_for()
    shoot(page, "complete-en")
    number = re.search(r"\d{8}-\d{7}", page.content())[0]
    run_due_jobs()
    mail = wait_for_mail(to="minji@example.com", folder=tmp_path / "mail")
    assert number in mail.text
    page.context.clear_cookies()
    page.goto(f"{root}/orders/lookup/?number={number}")
    shoot(page, "lookup-en")
    page.get_by_label("Name of whoever ordered").fill("Kim Minji")
    page.get_by_label("Order password").fill("wrong")
    page.get_by_role("button", name="Look up the order").click()
    page.get_by_text("No order matches").wait_for()
    page.get_by_label("Order password").fill(SECRET)
    page.get_by_role("button", name="Look up the order").click()
    page.get_by_role("heading", name=f"Order {number}").wait_for()
    shoot(page, "order-en")


def test_a_customer_signs_up_and_pays_with_the_test_gateway(page, site, english_mall):
    root = site.mall_url(english_mall.host)
    page.goto(f"{root}/account/sign-up/")
    page.get_by_label("ID", exact=True).fill("minji")
    page.get_by_label("Password", exact=True).fill("a good long password")
    page.get_by_label("Password again").fill("a good long password")
    page.get_by_label("Name", exact=True).fill("Kim Minji")
    page.get_by_label("Email", exact=True).fill("minji@example.com")
    page.get_by_label("Phone").fill("010-1234-5678")
    page.get_by_label("I accept the terms").check()
    page.get_by_label("I agree").check()
    shoot(page, "signup-en")
    page.get_by_role("button", name="Sign up").click()
    page.get_by_role("link", name="Kim Minji").wait_for()
    page.get_by_role("link", name="Oak bowl").first.click()
    page.get_by_role("button", name="Buy now").click()
    fill_checkout(page)
    page.get_by_label("Test payment").check()
    page.get_by_role("button", name="Place the order").click()
    page.get_by_text("No money moves").wait_for()
    page.get_by_role("button", name="Pay").click()
    page.get_by_text("Thank you for your order").wait_for()
    page.get_by_role("link", name="My orders").click()
    page.get_by_text("Preparing product").wait_for()
    shoot(page, "orders-en")
    for prefix, language in (("shop2", "ko"), ("shop3", "ja")):
        page.goto(f"{root}/{prefix}/")
        shoot(page, f"main-{language}")
        page.get_by_role("link", name="Linen cup").first.click()
        page.locator("button[name=add]").click()
        shoot(page, f"cart-{language}")
        page.goto(f"{root}/{prefix}/checkout/")
        page.locator("button[type=submit]:not([name])").last.click()
        shoot(page, f"checkout-{language}")
    page.goto(f"{root}/shop3/category/x/{_category_id(english_mall)}/")
    shoot(page, "category-ja")


def _category_id(mall: Mall) -> int:
    with tenancy.mall(mall.pk):
        return Category.objects.get().pk


@pytest.mark.parametrize(("path", "link", "leads_to"), [("/", "Cart", "/cart/"), ("/cart/", "Log in", "/login/")])
def test_a_press_on_the_header_is_not_lost_when_its_personal_part_arrives(
    page, site, english_mall, path, link, leads_to
):
    """The links were swapped while the button was down, and the browser had no click left to follow."""
    root = site.mall_url(english_mall.host)
    page.goto(root)
    page.get_by_role("link", name="Linen cup").first.click()
    page.get_by_role("button", name="Add to cart").click()
    page.get_by_text("Linen cup is in your cart.").wait_for()
    held = []
    page.route("**/tools/", lambda route: held.append(route))  # noqa: PLW0108 - it wraps a plain function only
    page.goto(root + path)
    page.get_by_role("banner").get_by_role("link", name=link).hover()
    page.mouse.down()
    for route in held:
        route.continue_()
    page.get_by_role("banner").get_by_role("link", name="Cart 1").wait_for()
    page.mouse.up()
    page.wait_for_url(f"{root}{leads_to}")
