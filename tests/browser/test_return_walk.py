"""A customer buys, gets two parcels, sends one item back and is refunded; sums and mails at each step (issue 3, Show).

Shopper and merchant each have a browser profile of their own; mails are read from the mailbox a real worker fills.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts import tenancy
from accounts.models import Mall
from orders.models import Order, ShippingPolicy
from tests.browser.test_guest_password import sign_in
from tests.factories import MallFactory
from tests.live import LiveServer
from tests.mailbox import ReadMail, mails, wait_for_mail
from tests.orders.invariants import assert_invariants
from tests.orders.shop import make_product

pytestmark = pytest.mark.browser
BUYER = "minji@example.com"
MINUS = "\N{MINUS SIGN}"


@pytest.fixture
def store(site: LiveServer) -> Mall:
    """A mall that sells a shirt for 24,000 and a cup for 9,000 won, in English."""
    mall = MallFactory(contact_email="store@example.com", name="Haru")
    mall.shops.update(language="en", currency="KRW")
    with tenancy.mall(mall.pk):
        ShippingPolicy.objects.create(shop_no=1, bank_account="Shinhan Bank 110-123-456789")
        for name, price in (("Linen shirt", "24000"), ("Oak cup", "9000")):
            make_product(name=name, price=price)
    return mall


@pytest.fixture
def merchant(browser: Browser, site: LiveServer, store: Mall) -> Iterator[Page]:
    with browser.new_context(locale="en-US", viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.set_default_timeout(15_000)
        sign_in(page, site, store)
        yield page


class Mailbox:
    """The customer's mails, one after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.read = folder, 0

    def next(self) -> ReadMail:
        self.read += 1
        return wait_for_mail(to=BUYER, folder=self.folder, number=self.read)


def sums(page: Page, css: str) -> dict[str, str]:
    """A column of amounts as it is read."""
    lines = page.locator(f"dl.{css} > div")
    return {
        " ".join(lines.nth(at).locator("dt").inner_text().split()): lines.nth(at).locator("dd").inner_text().strip()
        for at in range(lines.count())
    }


def sign_up(page: Page, root: str) -> None:
    page.goto(f"{root}/account/sign-up/")
    for label, text in (("ID", "minji"), ("Name", "Kim Minji"), ("Email", BUYER), ("Phone", "010-1234-5678")):
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_label("Password", exact=True).fill("a good long password")
    page.get_by_label("Password again").fill("a good long password")
    page.get_by_label("I accept the terms").check()
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Sign up").click()
    page.get_by_role("link", name="Kim Minji").wait_for()


def buy_both(page: Page, root: str) -> str:
    """Both products by bank transfer; the order's number."""
    for name in ("Linen shirt", "Oak cup"):
        page.goto(root)
        page.get_by_role("link", name=name).first.click()
        page.get_by_role("button", name="Add to cart").click()
        page.get_by_text(f"{name} is in your cart.").wait_for()
    page.get_by_role("link", name="Check out").click()
    page.get_by_label("Postcode").fill("04524")
    page.get_by_label("Address", exact=True).fill("1 Sejong-daero")
    page.get_by_label("Bank transfer").check()
    page.get_by_label("I have checked the order").check()
    page.get_by_role("button", name="Place the order").click()
    page.get_by_text("Thank you for your order").wait_for()
    return re.search(r"\d{8}-\d{7}", page.content())[0]


def ship_line(page: Page, number: str, line: str, tracking: str) -> None:
    page.get_by_label(f"Tick {number}-{line}").check()
    page.get_by_placeholder("Tracking number").fill(tracking)
    page.get_by_role("button", name="Ship", exact=True).click()


def test_a_customer_buys_two_items_sends_one_back_and_is_refunded(
    page: Page, merchant: Page, site: LiveServer, live_worker: Path, store: Mall, tmp_path: Path
) -> None:
    root, box = site.mall_url(store.host), Mailbox(tmp_path / "mail")
    sign_up(page, root)
    assert box.next().subject == "[Haru] Welcome, Kim Minji"

    number = buy_both(page, root)
    mail = box.next()
    assert mail.subject == f"[Haru] Order confirmation {number}"
    assert "Please transfer ₩36,000 to Shinhan Bank 110-123-456789." in mail.text
    assert "Items: ₩33,000\nShipping fee: ₩3,000\nTotal: ₩36,000" in mail.text

    # The money has arrived.
    desk = f"{site.url}/admin/orders/{number}/"
    merchant.goto(desk)
    merchant.get_by_role("button", name="Confirm payment").click()
    expect(merchant.get_by_text("Preparing product").first).to_be_visible()
    assert box.next().subject == f"[Haru] Payment received for order {number}"

    # The shirt leaves alone, the cup follows.
    ship_line(merchant, number, "01", "65012345")
    expect(merchant.get_by_text("Parcel 1 is on its way.")).to_be_visible()
    expect(merchant.get_by_text("Partly shipped")).to_be_visible()
    mail = box.next()
    assert mail.subject == f"[Haru] Your order {number} is on its way"
    assert "CJ Logistics 65012345" in mail.text
    assert ("Linen shirt" in mail.text, "Oak cup" in mail.text) == (True, False)
    page.goto(f"{root}/orders/{number}/")
    expect(page.get_by_text("65012345")).to_be_visible()
    ship_line(merchant, number, "02", "65012346")
    expect(merchant.get_by_text("Parcel 2 is on its way.")).to_be_visible()
    mail = box.next()
    assert "CJ Logistics 65012346" in mail.text
    assert ("Linen shirt" in mail.text, "Oak cup" in mail.text) == (False, True)

    # Both arrive.
    merchant.goto(f"{site.url}/admin/orders/in-transit/")
    merchant.get_by_label(f"Tick {number}").check()
    merchant.get_by_role("button", name="Mark as delivered").click()
    expect(merchant.get_by_text("No order stands here at the moment")).to_be_visible()
    assert box.next().subject == f"[Haru] Your order {number} was delivered"

    # The customer sends the cup back: a change of mind, so the way back is theirs to pay (R3.125).
    page.goto(f"{root}/orders/{number}/")
    assert sums(page, "store-sums") == {
        "Items": "₩33,000",
        "Shipping fee": "₩3,000",
        "Total when ordered": "₩36,000",
        "VAT in the items": "₩3,000",
        "Paid": "₩36,000",
    }
    page.get_by_role("link", name="Return", exact=True).click()
    page.get_by_label("Oak cup").select_option("1")
    page.get_by_label("Reason").select_option(label="Change of mind")
    page.get_by_label("Details").fill("Too small for me.")
    page.get_by_label("Bank for the refund").fill("Kookmin")
    page.get_by_label("Account number").fill("110-999")
    page.get_by_label("Account holder").fill("Kim Minji")
    page.get_by_role("button", name="Send the request").click()
    page.get_by_text("We have received your request").wait_for()
    expect(page.locator(".order-status", has_text="Return requested")).to_be_visible()

    # The merchant accepts, collects, refunds.
    merchant.goto(f"{site.url}/admin/orders/returns/")
    merchant.get_by_role("link", name=f"R{number}-01").click()
    expect(merchant.get_by_text("Too small for me.")).to_be_visible()
    merchant.get_by_role("button", name="Accept").click()
    mail = box.next()
    assert mail.subject == f"[Haru] Return of order {number} accepted"
    assert ("Linen shirt" in mail.text, "Oak cup" in mail.text) == (False, True)
    merchant.get_by_role("button", name="Goods collected").click()
    assert sums(merchant, "amounts") == {
        "Items, as they were paid": "₩9,000",
        "Return shipping": f"{MINUS}₩3,000",
        "Refund": "₩6,000",
    }
    merchant.get_by_role("button", name="Finish and refund").click()
    expect(merchant.get_by_text("110-999")).to_be_visible()
    merchant.get_by_role("button", name="Mark as Refunded").first.click()
    merchant.locator("dialog[open]").get_by_role("button", name="Mark as Refunded").click()
    mail = box.next()
    assert mail.subject == f"[Haru] Refund for order {number}"
    assert "We have refunded ₩6,000" in mail.text

    # Both see it.
    merchant.goto(f"{desk}?tab=payment")
    wanted = {
        "Items": "₩33,000",
        "Shipping fee": "₩3,000",
        "Total when ordered": "₩36,000",
        "VAT in the items": "₩3,000",
        "Paid": "₩36,000",
        "Refunded": f"{MINUS}₩6,000",
        "Paid after refunds": "₩30,000",
    }
    assert sums(merchant, "amounts") == wanted
    page.goto(f"{root}/orders/{number}/")
    assert sums(page, "store-sums") == wanted
    expect(page.locator(".order-status", has_text="Returned")).to_be_visible()
    assert len(mails(tmp_path / "mail", to=BUYER)) == box.read
    with tenancy.mall(store.pk):
        order = Order.objects.get(number=number)
        stocks = [item.variant.stock - 10 for item in order.items.order_by("line_no")]
        assert (order.paid_amount, order.refunded_amount, stocks) == (36000, 6000, [-1, 0])
    assert_invariants(store.pk)
