"""Link, retrieve, import with a moving bar, open an overseas shop, read it translated, unlink (issue 4, Show)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.apps import apps
from playwright.sync_api import Page, expect

from accounts import tenancy
from accounts.models import Mall
from catalog.models import Product, ProductListing
from pro.marketplaces.simulator.goods import SimProduct, invent
from pro.marketplaces.simulator.market import Route, SimAnswer, SimRequest
from pro.marketplaces.simulator.server import Simulator, running_simulator
from pro.models import MarketAccount
from tests.browser.looking import look, sign_in
from tests.live import LiveServer, celery_worker, web_server
from tests.pro.conftest import scope, texts  # noqa: F401 - fixtures
from tests.pro.factories import make_contract

pytestmark = pytest.mark.browser
PRODUCTS, A_PAGE = 60, 20  # a market may give fewer than it is asked for
SEEN_SECONDS = 15  # a page of the market waits so long for the bar; the connector's patience is longer
TEXTS = {
    "아침": "朝の",
    "봄날": "春の日",
    "노을": "夕焼け",
    "머그": "マグカップ",
    "화병": "花瓶",
    "접시": "お皿",
    "쿠션": "クッション",
}


@pytest.fixture
def bar_was_seen() -> threading.Semaphore:
    """Each page of the market's list after the first is given once the browser has seen the bar of the one before."""
    return threading.Semaphore(0)


@pytest.fixture
def simulator(bar_was_seen: threading.Semaphore, monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulator]:
    with running_simulator() as simulator:
        simulator.reset()
        market = simulator["rakuten"]
        market.products = invent("rakuten", "ko", "JPY", PRODUCTS)
        answer = market.answer

        def wait_for_the_bar(route: Route, request: SimRequest) -> SimAnswer:
            query = request.query
            if request.path.endswith("/items/search"):
                mark = query["cursorMark"].removeprefix("AoE")
                if mark.isdecimal() and int(mark) < PRODUCTS:
                    bar_was_seen.acquire(timeout=SEEN_SECONDS)
                request = replace(request, query_string=urlencode(query | {"hits": A_PAGE}))
            return answer(route, request)

        monkeypatch.setattr(market, "answer", wait_for_the_bar)
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
    return mall


def test_from_the_link_to_a_translated_shop_and_to_the_unlinking(
    page: Page, site: LiveServer, store: Mall, simulator: Simulator, bar_was_seen: threading.Semaphore
) -> None:
    sign_in(page, site, store)
    _prepare(page, site)
    _link(page, site, simulator["rakuten"].keys)
    _ask_for_the_import(page, site)

    bar = page.get_by_role("progressbar")
    seen = []
    for done in range(A_PAGE, PRODUCTS, A_PAGE):
        expect(bar).to_have_attribute("value", str(done), timeout=60_000)
        expect(bar).to_have_attribute("max", str(PRODUCTS))
        seen.append(100 * done / PRODUCTS)
        bar_was_seen.release()
    assert len(seen) >= 2
    assert all(0 < value < 100 for value in seen)
    expect(page.locator("dd", has_text="Done").first).to_be_visible(timeout=120_000)
    expect(page.get_by_text("1 JPY =", exact=False)).to_be_visible()
    look(page, "request-import")
    page.get_by_role("link", name="What changed").click()
    expect(page.get_by_text("60 new, 0 were there already, 0 failed.").first).to_be_visible()
    look(page, "work-status")

    _open_shop(page, site, store)
    _read_it_translated(page, site, store, simulator["rakuten"].products)

    page.goto(f"{site.url}/admin/pro/markets/")
    page.get_by_role("link", name="Unlink").click()
    page.get_by_label("Account name", exact=True).fill("Simulated shop [simulated]")
    page.get_by_role("button", name="Unlink for good").click()
    expect(page.get_by_text("synced information of 60 products was deleted")).to_be_visible()
    expect(page.get_by_text("No marketplace is connected yet.")).to_be_visible()
    assert set(_left_of_the_account(store).values()) == {0}
    page.goto(f"{site.url}/admin/pro/requests/import/")
    expect(page.get_by_text("The chosen account is not linked")).to_be_visible()
    look(page, "import-unlinked")
    with tenancy.mall(store.pk):
        assert Product.objects.count() == PRODUCTS  # the store's own stay (R1.21)


def _prepare(page: Page, site: LiveServer) -> None:
    page.goto(f"{site.url}/admin/pro/requests/")
    look(page, "list-empty")
    page.get_by_role("link", name="Import from a marketplace").first.click()
    expect(page.get_by_role("heading", name="Before you can import")).to_be_visible()
    look(page, "import-prepare")


def _link(page: Page, site: LiveServer, keys: dict[str, str]) -> None:
    page.goto(f"{site.url}/admin/pro/markets/RKTN/new/")
    page.get_by_label("Shop URL", exact=True).fill(keys["shop_url"])
    page.get_by_label("Service secret", exact=True).fill(keys["service_secret"])
    page.get_by_label("License key", exact=True).fill(keys["license_key"])
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Retrieve market information").click()
    page.get_by_role("button", name="Apply the new values").click()
    expect(page.get_by_text("The new market information is in force.")).to_be_visible()


def _ask_for_the_import(page: Page, site: LiveServer) -> None:
    page.goto(f"{site.url}/admin/pro/requests/import/")
    look(page, "import")
    page.get_by_label("Simulated shop [simulated]", exact=False).check()
    page.get_by_label("I understand that this account can never be changed.").check()
    page.get_by_label("Display and sell them in the base shop too").check()
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("heading", name="Request 1", exact=False)).to_be_visible()


def _open_shop(page: Page, site: LiveServer, store: Mall) -> None:
    """The marketplace gives no weights, without which nothing is sold overseas."""
    with tenancy.mall(store.pk):
        Product.objects.filter(weight_grams=None).update(weight_grams=300)
    page.goto(f"{site.url}/admin/pro/shops/new/")
    page.get_by_label("Shop name").fill("Hana Japan")
    page.locator("#id_language").select_option("ja")
    page.get_by_label("Payment currency").select_option("JPY")
    page.get_by_role("button", name="Next: the exchange rate").click()
    page.get_by_role("button", name="Open this shop").click()
    expect(page.get_by_role("heading", name="Hana Japan")).to_be_visible()
    expect(page.locator("#shop-progress")).to_have_count(0, timeout=120_000)


def _read_it_translated(page: Page, site: LiveServer, store: Mall, products: list[SimProduct]) -> None:
    one = next(one for one in products if one.options and one.is_selling and set(one.name.split()[1:3]) <= set(TEXTS))
    _mark, mood, thing, number = one.name.split()
    page.goto(f"{site.url}/admin/pro/translation/")
    expect(page.get_by_role("heading", name="Translation").first).to_be_visible()
    with tenancy.mall(store.pk):
        product = Product.objects.get(name=one.name)
    page.goto(f"{site.url}/admin/products/{product.pk}/shops/2/")
    machine = page.get_by_text("Machine translation").first
    for _try in range(60):  # the page shows what is so; the job goes through 60 products in order
        if machine.is_visible():
            break
        page.wait_for_timeout(2000)
        page.reload()
    expect(machine).to_be_visible()
    page.goto(f"{site.mall_url(store.host)}/shop2/product/x/{product.pk}/")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"[simulated] {TEXTS[mood]}{TEXTS[thing]} {number}")
    expect(page.get_by_text("カラー")).to_be_visible()
    expect(page.get_by_role("option", name="レッド").first).to_be_attached()
    expect(page.get_by_text("￥").first).to_be_visible()
    page.goto(f"{site.mall_url(store.host)}/product/x/{product.pk}/")
    expect(page.get_by_role("heading", level=1)).to_have_text(one.name)


def _left_of_the_account(store: Mall) -> dict[str, int]:
    """Rows by table of everything that hangs on an account, and the accounts themselves."""
    models = [
        model
        for model in apps.get_models()
        if any(getattr(field.remote_field, "model", None) is MarketAccount for field in model._meta.fields)
    ]
    assert len(models) >= 3
    with tenancy.mall(store.pk):
        assert ProductListing.objects.filter(shop_no=2).exists()
        return {model.__name__: model._default_manager.count() for model in [MarketAccount, *models]}
