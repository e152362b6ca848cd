"""The merchant's way of the guide: search the order, open it, Customer information, the email icon (R0.58 to R0.66)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts import tenancy
from accounts.models import Mall
from orders.domain.find_guest_order import GuestOrderNotFound, find_guest_order
from orders.models import Order
from tests.factories import PASSWORD
from tests.live import LiveServer
from tests.mailbox import wait_for_mail
from tests.orders.shop import make_order

pytestmark = pytest.mark.browser
NEW_PASSWORD = re.compile(r"(?m)^Password: (\S+)$")


def sign_in(page: Page, site: LiveServer, mall: Mall) -> None:
    page.goto(f"{site.url}/login/")
    page.locator("input[name=login_id]").fill(mall.host)
    page.locator("main button[type=submit], form button[type=submit]").last.click()
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("form:has(input[type=password]) button[type=submit]").last.click()
    page.wait_for_url(re.compile(r"/admin/"))


def opens(order: Order, password: str) -> bool:
    with tenancy.mall(order.mall_id):
        try:
            return find_guest_order(order.number, order.buyer_name, password, network="test").pk == order.pk
        except GuestOrderNotFound:
            return False


def test_a_merchant_sends_a_guest_a_new_password(
    site: LiveServer, live_worker: Path, page: Page, mall: Mall, tmp_path: Path
) -> None:
    with tenancy.mall(mall.pk):
        order = make_order(language="en")
    sign_in(page, site, mall)
    page.goto(f"{site.url}/admin/orders/?name=Kim")
    page.get_by_role("link", name=order.number).first.click()
    page.get_by_role("link", name="Customer information").last.click()
    expect(page.get_by_text("Make sure you only click the icon once.")).to_be_visible()
    page.get_by_role("button", name="Send a temporary password by email").click()
    page.get_by_role("button", name="Send new password").dblclick()
    expect(page.get_by_text("New password no. 1 is on its way")).to_be_visible()
    mail = wait_for_mail(to=order.buyer_email, folder=tmp_path / "mail", number=1)
    if "password no." not in mail.subject:
        mail = wait_for_mail(to=order.buyer_email, folder=tmp_path / "mail", number=2)
    password = NEW_PASSWORD.findall(mail.text)[0]
    assert password not in page.content()
    assert opens(order, password)
    assert not opens(order, "guest password")
    page.reload()
    expect(page.get_by_text("Password no. 1 was sent at")).to_be_visible()


def test_the_preview_follows_what_is_typed(site: LiveServer, page: Page, mall: Mall) -> None:
    sign_in(page, site, mall)
    page.goto(f"{site.url}/admin/customers/automated-emails/order_placed/?language=en")
    frame = page.frame_locator("iframe[name=mail-preview]")
    expect(frame.get_by_role("heading", name="Thank you for your order")).to_be_visible()
    page.get_by_label("Heading").fill("Hooray, {CUSTOMER_NAME}")
    expect(frame.get_by_role("heading", name="Hooray, Jordan Lee")).to_be_visible()
    page.get_by_label("Body").fill("{NOBODY} <img src=x onerror=alert(1)> {ORDER_NUMBER}")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("This email has no such variable: {NOBODY}").first).to_be_visible()
    expect(page.get_by_label("Heading")).to_have_value("Hooray, {CUSTOMER_NAME}")
