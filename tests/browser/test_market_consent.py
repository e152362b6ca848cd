"""A merchant connects markets that want consent: form, the market's own page, and back (R1.5, R1.6)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Mall
from pro.marketplaces.simulator.server import Simulator
from tests.browser.test_market_accounts import look, sign_in, simulator, site, store  # noqa: F401 - fixtures
from tests.live import LiveServer
from tests.pro.conftest import scope  # noqa: F401 - a fixture

pytestmark = pytest.mark.browser


def test_a_merchant_agrees_at_lazada_and_at_ebay_and_is_connected(
    page: Page,
    site: LiveServer,  # noqa: F811
    store: Mall,  # noqa: F811
    simulator: Simulator,  # noqa: F811
) -> None:
    sign_in(page, site, store)
    page.goto(f"{site.url}/admin/pro/markets/LAZADA/new/")
    look(page, "form-LAZADA")
    page.get_by_label("Country", exact=True).select_option("sg")
    _fill(page, simulator, "lazada", {"App key": "app_key", "App secret": "app_secret"})
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("One step is left")).to_be_visible()
    look(page, "waiting-LAZADA")
    _go_to_the_marketplace(page)
    expect(page.get_by_text("The account is connected.")).to_be_visible()
    expect(page.get_by_text("Simulated store [simulated]").first).to_be_visible()

    page.goto(f"{site.url}/admin/pro/markets/EBAY/new/")
    look(page, "form-EBAY")
    page.get_by_label("eBay site", exact=True).select_option("EBAY_US")
    labels = {"App ID (Client ID)": "client_id", "Cert ID (Client Secret)": "client_secret", "RuName": "ru_name"}
    _fill(page, simulator, "ebay", labels)
    page.get_by_role("button", name="Save").click()
    _go_to_the_marketplace(page)
    page.get_by_label("Accepted address of this RuName").fill(f"{site.url}/admin/pro/markets/consent/")
    page.get_by_role("button", name="I agree").click()
    expect(page.get_by_text("The account is connected.")).to_be_visible()
    page.get_by_role("button", name="Retrieve market information").click()
    expect(page.get_by_text("Main warehouse [simulated]").first).to_be_visible()
    look(page, "linked-EBAY")

    for code in ("SK11ST", "ESM"):
        page.goto(f"{site.url}/admin/pro/markets/{code}/new/")
        look(page, f"form-{code}")
    for code in ("LAZADA", "EBAY", "SK11ST", "ESM"):
        page.goto(f"{site.url}/admin/pro/markets/{code}/guide/")
        look(page, f"guide-{code}")


def _fill(page: Page, markets: Simulator, slug: str, names: dict[str, str]) -> None:
    for label, name in names.items():
        page.get_by_label(label, exact=True).fill(markets[slug].keys[name])


def _go_to_the_marketplace(page: Page) -> None:
    """A button of the waiting account, then a link: no form of ours may lead to another site."""
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="Go to the marketplace").click()
