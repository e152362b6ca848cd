"""A merchant opens an overseas shop, watches it fill, and a shopper reads it translated (issue 4, Show)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts import tenancy
from accounts.models import Mall
from catalog.models import Product
from tests.factories import PASSWORD
from tests.factories_catalog import make_product
from tests.live import LiveServer
from tests.pro.factories import make_contract

pytestmark = pytest.mark.browser


def test_an_overseas_shop_is_opened_filled_and_translated(
    committed: None, page: Page, site: LiveServer, live_worker: object, mall: Mall, scope: None
) -> None:
    with tenancy.mall(mall.pk):
        mug = make_product("메리노 머플러", price=58000, weight_grams=240)
        Product.objects.filter(pk=mug.pk).update(options=[{"name": "색상", "values": ["빨강", "파랑"]}])
        make_product("무게 없는 컵", price=9000)
    make_contract(mall)
    page.goto(f"{site.url}/login/")
    page.get_by_label("ID", exact=True).fill(mall.host)
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()

    page.goto(f"{site.url}/admin/pro/shops/")
    page.get_by_role("link", name="Add an overseas shop").first.click()
    page.get_by_label("Shop name").fill("Hana Japan")
    page.get_by_label("Language").select_option("ja")
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
    page.get_by_text("メリノ マフラー").first.click()
    expect(page.get_by_text("カラー")).to_be_visible()
    expect(page.get_by_role("option", name="レッド")).to_have_count(1)
