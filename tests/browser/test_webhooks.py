"""A developer sets webhooks up, sends a test, reads what was answered and sends it again (issue 6)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Mall
from developer_center.domain.register_app import register_app
from developer_center.models import App
from tests.browser.looking import look, sign_in
from tests.developer_center.webhooks.conftest import install
from tests.developer_center.webhooks.receiver import Answer, Receiver
from tests.developer_center.webhooks.sending import new_product
from tests.live import LiveServer, celery_worker, web_server

pytestmark = pytest.mark.browser


@pytest.fixture
def site(committed: None, tmp_path: Path) -> Iterator[LiveServer]:
    with web_server(tmp_path) as server, celery_worker(tmp_path):
        yield server


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver(Answer(200, '{"received": true}'))
    yield found
    found.close()


@pytest.fixture
def app(mall: Mall) -> App:
    owner = mall.operators.get(is_owner=True).user
    made = register_app(owner, name="Stock bell", app_url="https://app.example.com", kind="web")
    App.objects.filter(pk=made.pk).update(scopes=["mall.read_product", "mall.read_order"])
    made.refresh_from_db()
    install(made, mall, scopes=["mall.read_product", "mall.read_order"])
    return made


def test_webhooks_from_the_first_tick_to_the_log(
    page: Page, site: LiveServer, mall: Mall, app: App, receiver: Receiver
) -> None:
    sign_in(page, site, mall)
    page.goto(f"{site.url}/developers/apps/{app.pk}/webhooks/")
    page.get_by_role("textbox", name="Webhook URL").fill(receiver.url)
    page.get_by_label("90001 Product registered").check()
    page.get_by_label("90032 Customer signed up").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("90032 Customer signed up needs the permission", exact=False).first).to_be_visible()
    look(page, "webhooks-refused")
    page.goto(f"{site.url}/developers/apps/{app.pk}/webhooks/")
    page.get_by_role("textbox", name="Webhook URL").fill(receiver.url)
    page.get_by_label("90001 Product registered").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The webhooks were saved.")).to_be_visible()
    look(page, "webhooks")
    page.goto(f"{site.url}/developers/apps/{app.pk}/webhooks/log/")
    expect(page.get_by_text("Nothing was sent yet")).to_be_visible()
    look(page, "webhook-log-empty")
    page.goto(f"{site.url}/developers/apps/{app.pk}/webhooks/")
    page.get_by_label("Event", exact=True).select_option("90001")
    page.get_by_role("button", name="Send a test").click()
    _until(page, lambda: len(receiver.got) == 1)
    receiver.answer = Answer(500, "Out of order")
    new_product(mall, "Cup")
    _until(page, lambda: len(receiver.got) >= 2)
    page.reload()
    entry = page.locator(".webhook-entry").filter(has_text=mall.host).first
    expect(entry).to_contain_text("500")
    entry.get_by_text("Body and answer").click()
    expect(entry.get_by_text("Out of order")).to_be_visible()
    expect(entry.get_by_text('"product_name":"Cup"', exact=False)).to_be_visible()
    look(page, "webhook-log")
    receiver.answer = Answer()
    page.locator(".webhook-entry").filter(has_text=mall.host).first.get_by_role("button", name="Send again").click()
    _until(
        page, lambda: receiver.got[-1].headers["X-Trace-Id"] in {got.headers["X-Trace-Id"] for got in receiver.got[:-1]}
    )
    page.goto(f"{site.url}/developers/apps/{app.pk}/webhooks/log/?success=F")
    page.locator(".webhook-entry a").first.click()
    expect(page.get_by_text("Out of order")).to_be_visible()
    look(page, "webhook-entry")
    page.goto(f"{site.url}/developers/apps/{app.pk}/webhooks/key/reissue/")
    look(page, "webhook-key")


def _until(page: Page, is_so, seconds: float = 20) -> None:
    for _ in range(int(seconds * 10)):
        if is_so():
            page.wait_for_timeout(700)  # and written down
            return
        page.wait_for_timeout(100)
    raise AssertionError("It never came.")
