"""Guest purchase, mail, look-up, forgotten password, the icon, new mail, look-up in real browsers (R0.49 to R0.67)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts import tenancy
from accounts.models import Mall
from tests.browser.test_guest_password import NEW_PASSWORD, sign_in
from tests.factories import MallFactory
from tests.live import LiveServer
from tests.mailbox import LINK, mails, wait_for_mail
from tests.orders.shop import make_product

pytestmark = pytest.mark.browser
BUYER, SECRET = "minji@example.com", "guest-secret-1"


@pytest.fixture
def store(site: LiveServer) -> Mall:
    mall = MallFactory(contact_email="store@example.com", name="Haru")
    mall.shops.update(language="en")
    with tenancy.mall(mall.pk):
        make_product(name="Linen shirt")
    return mall


@pytest.fixture
def merchant(browser: Browser, site: LiveServer, store: Mall) -> Iterator[Page]:
    with browser.new_context(locale="en-US", viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.set_default_timeout(15_000)
        sign_in(page, site, store)
        yield page


def buy_as_guest(page: Page, root: str) -> str:
    """R0.49, R0.50: without an account, with a password for this order; the order's number."""
    page.goto(root)
    page.get_by_role("link", name="Linen shirt").first.click()
    page.get_by_role("button", name="Buy now").click()
    for label, text in (("Name", "Kim Minji"), ("Email", BUYER), ("Phone", "010-1234-5678")):
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_label("Postcode").fill("04524")
    page.get_by_label("Address", exact=True).fill("1 Sejong-daero")
    page.get_by_label("Order password", exact=True).fill(SECRET)
    page.get_by_label("Order password again").fill(SECRET)
    page.get_by_label("I have checked the order").check()
    page.get_by_role("button", name="Place the order").click()
    page.get_by_text("Thank you for your order").wait_for()
    return re.search(r"\d{8}-\d{7}", page.content())[0]


def look_up(page: Page, password: str) -> None:
    page.get_by_label("Name of whoever ordered").fill("Kim Minji")
    page.get_by_label("Order password").fill(password)
    page.get_by_role("button", name="Look up the order").click()


def test_a_guest_who_forgot_the_order_password_gets_a_new_one_from_the_merchant(
    page: Page, merchant: Page, site: LiveServer, live_worker: Path, store: Mall, tmp_path: Path
) -> None:
    root, box = site.mall_url(store.host), tmp_path / "mail"
    number = buy_as_guest(page, root)
    mail = wait_for_mail(to=BUYER, folder=box)
    assert number in mail.text  # R0.52
    assert SECRET not in mail.text + mail.html

    # The mail's link, in another browser session: the number is filled in, name and password are asked for.
    (link,) = [found for found in LINK.findall(mail.text) if "lookup" in found]
    page.context.clear_cookies()
    page.goto(link)
    expect(page.get_by_label("Order number")).to_have_value(number)
    look_up(page, SECRET)
    page.get_by_role("heading", name=f"Order {number}").wait_for()

    # Forgotten: the page answers alike and offers no way but to write to the store (R0.51, R0.53).
    page.context.clear_cookies()
    page.goto(link)
    look_up(page, "what was it")
    page.get_by_text("No order matches").wait_for()
    expect(page.get_by_text("Please write to the store: it can send you a new one by email.")).to_be_visible()

    # The way of the guide: Orders > Fulfillment > All orders, the name, the number, the tab (R0.58 to R0.62).
    merchant.get_by_text("Orders", exact=True).click()
    merchant.get_by_role("link", name="All orders").first.click()
    merchant.get_by_label("Customer name", exact=True).fill("Minji")
    merchant.get_by_role("button", name="Search").click()
    merchant.get_by_role("link", name=number, exact=True).click()
    merchant.get_by_role("main").get_by_role("link", name="Customer information").click()
    expect(merchant.get_by_text("Make sure you only click the icon once.")).to_be_visible()  # R0.66
    merchant.get_by_role("button", name="Send a temporary password by email").click()  # R0.63
    merchant.get_by_role("button", name="Send new password").click()
    expect(merchant.get_by_text("New password no. 1 is on its way")).to_be_visible()

    # The new mail opens the order; the old password does not any more (R0.64, R0.65).
    mail = wait_for_mail(to=BUYER, folder=box, number=2)
    assert number in mail.subject
    (password,) = NEW_PASSWORD.findall(mail.text)
    assert password not in merchant.content()  # R0.67
    (link,) = [found for found in LINK.findall(mail.text) if "lookup" in found]
    assert password not in link
    page.goto(link)
    look_up(page, SECRET)
    page.get_by_text("No order matches").wait_for()
    look_up(page, password)
    page.get_by_role("heading", name=f"Order {number}").wait_for()
    assert len(mails(box, to=BUYER)) == 2
