"""A merchant files work requests by forms and by a file, and withdraws one (issue 4, Show)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import Mall, Shop
from catalog.domain.copy_listings import copy_listings
from tests.browser.looking import look, sign_in
from tests.factories_catalog import make_product
from tests.live import LiveServer, celery_worker, web_server
from tests.pro.conftest import scope, texts  # noqa: F401 - fixtures
from tests.pro.factories import make_contract

pytestmark = pytest.mark.browser


@pytest.fixture
def site(committed: None, tmp_path: Path) -> Iterator[LiveServer]:
    with web_server(tmp_path) as server, celery_worker(tmp_path):
        yield server


@pytest.fixture
def store(mall: Mall, scope: None, texts: None) -> Mall:  # noqa: F811
    make_contract(mall)
    shop = Shop.objects.create(
        mall=mall, shop_no=2, name="Hana Japan", language="ja", currency="JPY", exchange_rate=Decimal(9)
    )
    with tenancy.mall(mall.pk):
        product = make_product("아침 머그", weight_grams=300)
        copy_listings([product.pk], shop, actor=Actor.system())
    return mall


def test_a_file_with_bad_rows_says_what_is_wrong_and_gives_them_back(
    page: Page, site: LiveServer, store: Mall, tmp_path: Path
) -> None:
    """R3.13: the good rows are filed; the others come back as a sheet to be put right."""
    sheet = tmp_path / "products.csv"
    sheet.write_text("name,price,weight_grams\n새 머그,12000,300\n값 없는 컵,비쌈,200\n이름만,,\n", encoding="utf-8")
    sign_in(page, site, store)
    page.goto(f"{site.url}/admin/pro/requests/register/")
    page.get_by_label("File (CSV or XLSX)").set_input_files(sheet)
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_text("is no price in KRW", exact=False).first).to_be_visible()
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.nth(0)).to_contain_text("값 없는 컵")  # those that failed come first
    expect(rows.nth(0)).to_contain_text("Failed")
    expect(rows.nth(2)).to_contain_text("새 머그")
    look(page, "request-bad-rows")
    with page.expect_download() as download:
        page.get_by_role("link", name="Bad rows as CSV").click()
    lines = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "값 없는 컵" in lines[1]
    assert "이름만" in lines[2]
    page.get_by_role("button", name="Withdraw this request").click()
    page.get_by_role("dialog").get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("The request is withdrawn. Nothing was done for it.")).to_be_visible()
    expect(page.locator("dd", has_text="Withdrawn").first).to_be_visible()


def test_the_forms_of_the_other_requests(page: Page, site: LiveServer, store: Mall) -> None:
    sign_in(page, site, store)
    page.goto(f"{site.url}/admin/pro/requests/register/")
    page.get_by_label("Product name").first.fill("새 머그")
    page.get_by_label("Price").first.fill("12000")
    page.get_by_role("button", name="Add a row").click()
    expect(page.get_by_role("group", name="Product 3")).to_be_visible()
    expect(page.get_by_label("Product name").first).to_have_value("새 머그")
    page.get_by_label("Hana Japan", exact=False).check()
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_text("No weight: neither displayed nor sold overseas", exact=False)).to_be_visible()
    look(page, "request-register")
    page.goto(f"{site.url}/admin/pro/requests/register/")
    look(page, "register")
    page.goto(f"{site.url}/admin/pro/requests/edit/")
    look(page, "edit")
    page.get_by_label("Beginning of the name, or the whole product code").fill("아침")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("radio", name="아침 머그").check()
    page.get_by_role("button", name="Next: the text").click()
    page.get_by_label("Wanted text").fill("モーニングマグ")
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_text("モーニングマグ")).to_be_visible()
    expect(page.locator("dd", has_text="Done").first).to_be_visible(timeout=60_000)
    look(page, "request-edit")
    page.goto(f"{site.url}/admin/pro/requests/promotion/")
    page.get_by_role("checkbox", name="아침 머그").check()
    page.get_by_label("Badge in Korean").fill("특가")
    page.get_by_label("Beginning of the name, or the whole product code").fill("없는 상품")
    page.keyboard.press("Enter")
    expect(page.get_by_text("No other product fits.", exact=False)).to_be_visible()
    expect(page.get_by_role("checkbox", name="아침 머그")).to_be_checked()
    expect(page.get_by_label("Badge in Korean")).to_have_value("특가")
    look(page, "promotion")
    page.goto(f"{site.url}/admin/pro/requests/import/marketplaces/")
    look(page, "import-markets")
    page.goto(f"{site.url}/admin/pro/requests/")
    look(page, "list")
