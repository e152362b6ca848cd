"""An app's whole way: made, reviewed, installed, calls the API, hears of a change, revoked (issue 6, Show)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from accounts import tenancy
from accounts.models import Mall, User
from cafe24clone.runner.processes import free_port
from developer_center.models import App, Installation
from tests.browser.conftest import EXPECTED_NOISE
from tests.developer_center import sample_app
from tests.factories import PASSWORD, UserFactory
from tests.live import GATEWAY_KEY, LiveServer
from tests.orders.shop import make_product
from tests.runner.gateways import running_gateway

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PRODUCT_EDITED = "90002"
PROXIED = "localhost,*.localhost,127.0.0.1"  # asked without the proxy, which refuses all but Cafe24's names


@contextmanager
def browser_of(browser: Browser, site: LiveServer, user: User, *, proxy: str = "") -> Iterator[Page]:
    """A browser of one person, signed in."""
    client = Client()
    client.force_login(user)
    options = {"proxy": {"server": proxy, "bypass": PROXIED}, "ignore_https_errors": True} if proxy else {}
    with browser.new_context(locale="en-US", viewport={"width": 1280, "height": 900}, **options) as context:
        cookie = {"name": site.cookie_name("SESSION_COOKIE_NAME"), "value": client.session.session_key, "url": site.url}
        context.add_cookies([cookie])
        page = context.new_page()
        page.set_default_timeout(20_000)
        yield page


@pytest.fixture
def developer(committed: None) -> User:
    return UserFactory(login_id="appmaker")


@pytest.fixture
def product(mall: Mall):
    with tenancy.mall(mall.pk):
        return make_product(name="Blue cup")


def register(page: Page, site: LiveServer, own: str) -> dict[str, str]:
    """The developer's part: app, addresses, permission, keys, webhooks, review. Gives the app its variables."""
    page.goto(f"{site.url}/developers/new/")
    page.get_by_role("textbox", name="App name").fill("Cup counter")
    page.get_by_role("textbox", name="App URL").fill(f"{own}/")
    page.get_by_role("button", name="Register").click()
    page.get_by_role("textbox", name="Redirect URLs").fill(f"{own}/callback")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Permission information").first.click()
    page.get_by_label("Product: Read").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Authentication information").first.click()
    page.get_by_role("textbox", name="Your password").fill(PASSWORD)
    page.get_by_role("button", name="Show the secret").click()
    keys = [code.strip() for code in page.locator("dl code").all_inner_texts()]
    page.get_by_role("link", name="Webhooks", exact=True).first.click()
    page.get_by_role("textbox", name="URL").fill(f"{own}/webhook")
    page.locator(f"input[name=events][value='{PRODUCT_EDITED}']").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("textbox", name="Your password").fill(PASSWORD)
    page.get_by_role("button", name="Show the key").click()
    webhook_key = page.locator("dl code").first.inner_text().strip()
    page.get_by_role("button", name="Request review").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Request review").click()
    expect(page.get_by_text("The app is under review.")).to_be_visible()
    return {"CLIENT_ID": keys[0], "CLIENT_SECRET": keys[1], "WEBHOOK_KEY": webhook_key}


def approve(page: Page, site: LiveServer, app: App) -> None:
    page.goto(f"{site.url}{reverse('admin:developer_center_app_change', args=[app.pk])}")
    page.get_by_role("link", name="Approve").click()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("The developer is told by mail.")).to_be_visible()


def install(page: Page, site: LiveServer, own: str) -> None:
    """From the store through the app to the consent page and back into the app."""
    page.goto(f"{site.url}/admin/apps/store/")
    page.locator(".app-card", has_text="Cup counter").get_by_role("link", name="Install").click()
    expect(page.get_by_role("heading", name="Cup counter wants to use your store")).to_be_visible()
    expect(page.get_by_text("Product information")).to_be_visible()
    page.get_by_role("button", name="Agree").click()
    page.wait_for_url(f"{own}/products")
    expect(page.get_by_text("Blue cup")).to_be_visible()


def rename(page: Page, site: LiveServer, product_id: int) -> None:
    page.goto(f"{site.url}/admin/products/{product_id}/")
    page.get_by_role("textbox", name="Product name", exact=True).fill("Green cup")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("Saved").first).to_be_visible()


def hears_of_it(page: Page, own: str) -> None:
    """The webhook comes when the worker has sent it."""
    for _ in range(60):
        page.goto(f"{own}/products")
        if page.get_by_text(f"event {PRODUCT_EDITED}").count():
            break
        page.wait_for_timeout(500)
    expect(page.get_by_text(f"event {PRODUCT_EDITED}").first).to_be_visible()
    expect(page.get_by_text("Green cup").first).to_be_visible()


def revoke(page: Page, site: LiveServer, own: str) -> None:
    page.goto(f"{site.url}/admin/apps/")
    page.locator(".app-card", has_text="Cup counter").get_by_role("link", name="Remove").click()
    page.get_by_role("button", name="Remove the app").click()
    expect(page.get_by_role("heading", name="Installed apps")).to_be_visible()
    page.goto(f"{own}/products")
    expect(page.get_by_text("Please open this app from your store's admin.")).to_be_visible()


def test_an_app_goes_from_its_form_to_a_store_and_out_of_it(
    browser: Browser, site: LiveServer, live_worker: Path, mall: Mall, developer: User, product, tmp_path: Path
):
    """R2.3, R2.23, R2.30, R2.38, R2.39: nothing of it is done by hand but what people do."""
    port = free_port()
    own = f"http://localhost:{port}"
    owner = mall.operators.get(is_owner=True).user
    with browser_of(browser, site, developer) as page:
        keys = register(page, site, own)
    app = App.objects.get(client_id=keys["CLIENT_ID"])
    with browser_of(browser, site, UserFactory(login_id="reviewer", is_staff=True)) as page:
        approve(page, site, app)
    with (
        running_gateway(tmp_path, site.port, GATEWAY_KEY) as gateway,
        sample_app.running(port, tmp_path, gateway.app_environment() | keys),
        browser_of(browser, site, owner, proxy=gateway.app_environment()["HTTPS_PROXY"]) as page,
    ):
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda line: line.type == "error" and problems.append(line.text))
        install(page, site, own)
        rename(page, site, product.pk)
        hears_of_it(page, own)
        revoke(page, site, own)
        assert [text for text in problems if not text.startswith(EXPECTED_NOISE)] == []
    assert Installation.objects.get().state == Installation.State.REMOVED
