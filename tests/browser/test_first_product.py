"""A merchant's first product, from the empty list to the storefront."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.factories import PASSWORD, MallFactory
from tests.factories_catalog import picture_bytes

pytestmark = pytest.mark.browser


def sign_in(page: Page, site: str, login_id: str) -> None:
    page.goto(f"{site}/login/")
    page.locator("input[name=login_id], input[name=login]").first.fill(login_id)
    page.locator("main button[type=submit]").first.click()
    page.locator("input[type=password]").first.fill(PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url(f"{site}/admin/**")


def test_the_owner_adds_a_product_and_finds_it_in_the_store(committed, site, page, tmp_path: Path):
    """R0.12, R0.13"""
    mall = MallFactory()
    picture = tmp_path / "cup.png"
    picture.write_bytes(picture_bytes(size=(900, 900)))
    sign_in(page, site.url, mall.host)

    page.goto(f"{site.url}/admin/products/")
    page.get_by_role("main").get_by_role("link", name="Add your first product").click()
    page.get_by_label("Product name").fill("Morning cup")
    page.get_by_label("Price").fill("12,000")
    page.get_by_label("Stock", exact=True).fill("3")
    page.get_by_label("Picture", exact=True).set_input_files(picture)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_contain_text("“Morning cup” was registered.")

    page.goto(site.mall_url(mall.host))
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    card = page.get_by_role("article")
    expect(card).to_contain_text("₩12,000")
    expect(card.locator("img")).to_have_js_property("naturalWidth", 480)
    card.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Morning cup")
    expect(page.get_by_role("img", name="Morning cup")).to_have_js_property("naturalWidth", 900)

    page.goto(f"{site.url}/admin/products/")
    page.get_by_label("Tick Morning cup").check()
    page.get_by_role("button", name="Hide").click()
    expect(page.get_by_role("row", name="Morning cup")).to_contain_text("Hidden")
    page.goto(site.mall_url(mall.host))
    expect(page.get_by_role("article")).to_have_count(0)
