"""A merchant opens an overseas shop, watches it fill, and a shopper reads it translated (issue 4, Show)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts import tenancy
from accounts.models import Mall
from catalog.models import Product
from pro.domain.scope_lines import add_missing_lines
from tests.factories import PASSWORD
from tests.factories_catalog import make_product
from tests.live import LiveServer
from tests.pro.factories import make_contract

pytestmark = pytest.mark.browser


def test_an_overseas_shop_is_opened_filled_and_translated(
    committed: None, page: Page, site: LiveServer, live_worker: object, mall: Mall
) -> None:
    with tenancy.mall(mall.pk):
        mug = make_product("메리노 머플러", price=58000, weight_grams=240)
        Product.objects.filter(pk=mug.pk).update(options=[{"name": "색상", "values": ["빨강", "파랑"]}])
        make_product("무게 없는 컵", price=9000)
    add_missing_lines("default")
    make_contract(mall)
    page.set_default_timeout(60_000)
    page.goto(f"{site.url}/login/")
    page.locator("input[name=login_id]").fill(mall.host)
    page.keyboard.press("Enter")
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")

    page.goto(f"{site.url}/admin/pro/shops/")
    page.get_by_role("link", name="Add an overseas shop").first.click()
    page.get_by_label("Shop name").fill("Hana Japan")
    page.locator("#id_language").select_option("ja")
    page.get_by_label("Payment currency").select_option("JPY")
    page.get_by_role("button", name="Next: the exchange rate").click()
    expect(page.get_by_text("ECB", exact=False).first).to_be_visible()
    page.get_by_role("button", name="Open this shop").click()
    expect(page.get_by_role("heading", name="Hana Japan")).to_be_visible()
    expect(page.get_by_text("무게 없는 컵")).to_be_visible(timeout=60_000)
    expect(page.locator("#shop-progress")).to_have_count(0, timeout=60_000)

    page.goto(f"{site.url}/admin/pro/translation/")
    expect(page.get_by_role("link", name="메리노 머플러")).to_be_visible()
    page.get_by_role("link", name="메리노 머플러").click()
    expect(page.get_by_text("Machine translation").first).to_be_visible(timeout=60_000)
    page.goto(f"{site.mall_url(mall.host)}/shop2/")
    page.get_by_text("メリノマフラー").first.click()
    expect(page.get_by_text("カラー")).to_be_visible()
    expect(page.get_by_role("option", name="レッド")).to_have_count(1)
