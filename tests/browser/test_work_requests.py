"""A merchant links a marketplace, imports from it with a moving bar, sees it in an overseas shop, unlinks (issue 4)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import Mall, Shop
from catalog.domain.copy_listings import copy_listings
from catalog.models import Product
from pro.marketplaces.simulator.goods import invent
from pro.marketplaces.simulator.server import Simulator, running_simulator
from tests.factories_catalog import make_product
from tests.live import LiveServer, celery_worker, web_server
from tests.pro.conftest import scope, texts  # noqa: F401 - fixtures
from tests.pro.factories import make_contract

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("SCREENSHOTS", "")


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with running_simulator() as simulator:
        simulator.reset()
        simulator["rakuten"].products = invent("rakuten", "ja", "JPY", 240)
        yield simulator


@pytest.fixture
def site(committed: None, tmp_path: Path, simulator: Simulator) -> Iterator[LiveServer]:
    with (
        web_server(tmp_path, MARKET_SIMULATOR_URL=simulator.url) as server,
        celery_worker(tmp_path, MARKET_SIMULATOR_URL=simulator.url),
    ):
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


def look(page: Page, name: str) -> None:
    """With SCREENSHOTS=/folder: the page at two widths in two languages, to be looked at."""
    if not SHOTS:
        return
    for language in ("en", "ko"):
        page.context.add_cookies([{"name": page.language_cookie, "value": language, "url": page.base}])
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            page.reload()
            page.screenshot(path=f"{SHOTS}/{name}-{language}-{width}.png", full_page=True)
    page.context.add_cookies([{"name": page.language_cookie, "value": "en", "url": page.base}])
    page.set_viewport_size({"width": 1280, "height": 900})
    page.reload()


def sign_in(page: Page, site: LiveServer, mall: Mall) -> None:
    client = Client()
    client.force_login(mall.operators.get(is_owner=True).user)
    cookie = {"name": site.cookie_name("SESSION_COOKIE_NAME"), "value": client.session.session_key, "url": site.url}
    page.context.add_cookies([cookie])
    page.language_cookie, page.base = site.cookie_name("LANGUAGE_COOKIE_NAME"), site.url


def test_link_import_sell_overseas_unlink(page: Page, site: LiveServer, store: Mall, simulator: Simulator) -> None:
    sign_in(page, site, store)
    page.goto(f"{site.url}/admin/pro/requests/")
    look(page, "list-empty")
    page.get_by_role("link", name="Import from a marketplace").first.click()
    expect(page.get_by_role("heading", name="Before you can import")).to_be_visible()
    look(page, "import-prepare")
    page.goto(f"{site.url}/admin/pro/markets/RKTN/new/")
    keys = simulator["rakuten"].keys
    page.get_by_label("Shop URL", exact=True).fill(keys["shop_url"])
    page.get_by_label("Service secret", exact=True).fill(keys["service_secret"])
    page.get_by_label("License key", exact=True).fill(keys["license_key"])
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Retrieve market information").click()
    page.get_by_role("button", name="Apply the new values").click()
    expect(page.get_by_text("The new market information is in force.")).to_be_visible()

    page.goto(f"{site.url}/admin/pro/requests/import/")
    look(page, "import")
    page.get_by_label("Simulated shop [simulated]", exact=False).check()
    page.get_by_label("I understand that this account can never be changed.").check()
    page.get_by_label("Hana Japan", exact=False).check()
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("heading", name="Request 1", exact=False)).to_be_visible()
    expect(page.locator("dd", has_text="Done").first).to_be_visible(timeout=120_000)
    expect(page.get_by_text("1 JPY =", exact=False)).to_be_visible()
    look(page, "request-import")
    page.get_by_role("link", name="What changed").click()
    expect(page.get_by_text("240 new, 0 were there already, 0 failed.").first).to_be_visible()
    look(page, "work-status")

    with tenancy.mall(store.pk):
        Product.objects.filter(weight_grams=None).update(weight_grams=300)  # the marketplace gives none
    page.goto(f"{site.url}/admin/pro/shops/2/")
    page.get_by_role("button", name="Offer those that have a weight now").click()
    found = "search/?q=%5Bsimulated%5D"
    page.goto(f"{site.mall_url(store.host)}/shop2/{found}")
    expect(page.locator("article").first).to_contain_text("[simulated]")
    page.goto(f"{site.mall_url(store.host)}/{found}")
    expect(page.locator("article")).to_have_count(0)

    page.goto(f"{site.url}/admin/pro/markets/")
    page.get_by_role("link", name="Unlink").click()
    page.get_by_label("Account name", exact=True).fill("Simulated shop [simulated]")
    page.get_by_role("button", name="Unlink for good").click()
    expect(page.get_by_text("synced information of 240 products was deleted")).to_be_visible()
    page.goto(f"{site.url}/admin/pro/requests/import/")
    expect(page.get_by_text("The chosen account is not linked")).to_be_visible()
    look(page, "import-unlinked")


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
