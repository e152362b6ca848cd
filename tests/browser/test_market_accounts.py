"""A merchant connects a marketplace, follows a changed return address, unlinks; and products go out (R1)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts import tenancy
from accounts.models import Mall, Shop
from catalog.models import ProductListing
from pro.marketplaces.simulator.server import Simulator, running_simulator
from tests.browser.looking import look, sign_in
from tests.factories_catalog import make_product
from tests.live import LiveServer, celery_worker, web_server
from tests.pro.conftest import scope  # noqa: F401 - a fixture
from tests.pro.factories import make_contract

pytestmark = pytest.mark.browser


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with running_simulator() as simulator:
        simulator.reset()
        yield simulator


@pytest.fixture
def site(committed: None, tmp_path: Path, simulator: Simulator) -> Iterator[LiveServer]:
    with (
        web_server(tmp_path, MARKET_SIMULATOR_URL=simulator.url) as server,
        celery_worker(tmp_path, MARKET_SIMULATOR_URL=simulator.url),
    ):
        yield server


@pytest.fixture
def store(mall: Mall, scope: None) -> Mall:  # noqa: F811
    make_contract(mall)
    Shop.objects.create(mall=mall, shop_no=2, name="JP", language="ja", currency="JPY", exchange_rate=Decimal(9))
    with tenancy.mall(mall.pk):
        for name in ("Morning mug", "Sea plate", "Fig candle"):
            product = make_product(name)
            ProductListing.objects.create(product=product, shop_no=2, display=True, selling=True, price=1500)
    return mall


def test_a_merchant_connects_follows_a_changed_address_registers_and_unlinks(
    page: Page, site: LiveServer, store: Mall, simulator: Simulator
) -> None:
    sign_in(page, site, store)
    page.goto(f"{site.url}/admin/pro/markets/")
    expect(page.get_by_text("No marketplace is connected yet.")).to_be_visible()
    look(page, "list-empty")
    rakuten = page.locator("#market-rakuten")
    rakuten.get_by_role("link", name="If you have trouble registering an account, click here").click()
    expect(page.get_by_role("heading", name="Get the keys from RMS")).to_be_visible()
    look(page, "guide")
    page.get_by_role("link", name="Market Account Registration").click()
    expect(page.get_by_label("Shop URL", exact=True)).to_have_value("")
    look(page, "form-empty")

    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="License key")).to_be_visible()  # the field is named
    keys = simulator["rakuten"].keys
    page.get_by_label("Shop URL", exact=True).fill(keys["shop_url"])
    page.get_by_label("Service secret", exact=True).fill(keys["service_secret"])
    page.get_by_label("License key", exact=True).fill("SL000000_wrong")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("does not accept these keys")).to_be_visible()
    page.get_by_label("Service secret", exact=True).fill(keys["service_secret"])
    page.get_by_label("License key", exact=True).fill(keys["license_key"])
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The account is connected.")).to_be_visible()

    page.get_by_role("button", name="Retrieve market information").click()
    page.get_by_role("button", name="Apply the new values").click()
    simulator["rakuten"].return_address = "大阪市北区 9-9 [simulated]"
    page.get_by_role("button", name="Retrieve market information").click()
    expect(page.get_by_text("2 different, 2 the same")).to_be_visible()
    look(page, "account-compare")
    page.get_by_role("button", name="Apply the new values").click()
    expect(page.get_by_text("The new market information is in force.")).to_be_visible()

    page.goto(f"{site.url}/admin/pro/market-plus/settings/")
    look(page, "plus-common")
    page.goto(f"{site.url}/admin/pro/market-plus/accounts/")
    look(page, "plus-accounts")
    page.goto(f"{site.url}/admin/pro/market-plus/products/")
    page.get_by_role("link", name="Choose products").click()
    look(page, "register")
    page.get_by_label("Morning mug", exact=True).check()
    page.get_by_label("Sea plate", exact=True).check()
    page.get_by_label("Genre ID", exact=True).fill("100371")
    page.get_by_role("button", name="Register", exact=True).click()
    expect(page.locator("td", has_text="c24-")).to_have_count(2, timeout=60_000)
    look(page, "run")
    assert len(simulator["rakuten"].registered) == 2

    page.goto(f"{site.url}/admin/pro/markets/")
    look(page, "list")
    writes = [call for call in simulator["rakuten"].calls() if call.method != "GET"]
    page.get_by_role("link", name="Unlink").click()
    look(page, "unlink")
    page.get_by_label("Account name", exact=True).fill("Simulated shop [simulated]")
    page.get_by_role("button", name="Unlink for good").click()
    expect(page.get_by_text("synced information of 2 products was deleted")).to_be_visible()
    assert [call for call in simulator["rakuten"].calls() if call.method != "GET"] == writes
    assert len(simulator["rakuten"].registered) == 2  # still there, still on sale
