"""A merchant looks an order up and works on it: list, search, order, tabs, parcel, history (R0.58 to R0.62)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from accounts import tenancy
from accounts.models import Mall
from orders.models import Order
from tests.factories import PASSWORD
from tests.live import LiveServer
from tests.orders.shop import make_paid_order, make_product

pytestmark = pytest.mark.browser


@pytest.fixture
def two_orders(committed: None, mall: Mall) -> list[Order]:
    with tenancy.mall(mall.pk):
        shirt, cup = make_product(name="Linen shirt"), make_product(name="Cup")
        return [make_paid_order(shirt, cup, name="김민지"), make_paid_order(cup, name="Park Jiwoo")]


def test_a_merchant_finds_an_order_and_ships_a_part_of_it(
    page: Page, site: LiveServer, mall: Mall, two_orders: list[Order]
) -> None:
    order, other = two_orders
    _sign_in(page, site, mall)
    page.get_by_text("Orders", exact=True).click()
    page.get_by_role("link", name="All orders").first.click()
    expect(page.get_by_role("link", name=other.number)).to_be_visible()

    page.get_by_label("Customer name", exact=True).fill("민지")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("link", name=other.number)).to_have_count(0)
    expect(page).to_have_url(re.compile(r"name=%EB%AF%BC%EC%A7%80"))
    page.get_by_role("link", name=order.number, exact=True).click()

    expect(page.get_by_role("heading", name=f"Order {order.number}")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Customer information").click()
    expect(page.get_by_role("heading", name="Customer information")).to_be_visible()
    expect(page).to_have_url(re.compile("tab=customer"))
    page.get_by_role("link", name="Order/CS").click()

    page.get_by_label(f"Tick {order.number}-02").check()
    page.get_by_label("Tracking number").fill("65012345")
    page.get_by_role("button", name="Ship", exact=True).click()
    expect(page.get_by_text("Parcel 1 is on its way.")).to_be_visible()
    expect(page.get_by_text("Partly shipped")).to_be_visible()
    page.get_by_role("link", name="History").click()
    expect(page.locator(".history-list li").first).to_contain_text("65012345")


def test_ticked_orders_leave_with_the_numbers_typed_at_them(
    page: Page, site: LiveServer, mall: Mall, two_orders: list[Order]
) -> None:
    order, other = two_orders
    _sign_in(page, site, mall)
    page.goto(f"{site.url}/admin/orders/preparing/")
    page.get_by_label(f"Tracking number {order.number}").fill("111")
    expect(page.get_by_label(f"Tick {order.number}")).to_be_checked()
    page.get_by_label("All on this page").check()
    expect(page.get_by_label(f"Tick {other.number}")).to_be_checked()
    page.get_by_role("button", name="Ship", exact=True).click()
    expect(page.get_by_text(f"Shipped (1): {order.number}")).to_be_visible()
    expect(page.locator("tr.is-refused")).to_contain_text("Type the tracking number.")
    page.get_by_label(f"Tracking number {other.number}").fill("222")
    page.get_by_role("button", name="Ship", exact=True).click()
    expect(page.get_by_text("No order stands here at the moment")).to_be_visible()


def _sign_in(page: Page, site: LiveServer, mall: Mall) -> None:
    page.goto(f"{site.url}/login/")
    page.locator("input[name=login_id]").fill(mall.host)
    page.keyboard.press("Enter")
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")
