"""A merchant finds an app, lets it in, opens it again and takes it out, in a real browser (issue 6, R2.38).

The app is a server of its own on this machine. On being opened it starts OAuth, as Cafe24's apps do; so the browser's
`form-action` has to let the consent form lead to the app and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Mall
from developer_center.models import AccessToken, App, Installation
from tests.browser.looking import look, sign_in
from tests.factories_apps import AppFactory
from tests.live import LiveServer
from tests.pro.stand_in import Answer, Asked, StandIn, stand_in

pytestmark = pytest.mark.browser
SCOPES = "mall.read_product,mall.write_product,mall.read_privacy"


class AppServer:
    """What the app answers: opened without a token it sends the browser to authorize; the code it exchanges."""

    def __init__(self, site: LiveServer, app: App) -> None:
        self.site, self.app, self.token, self.told = site, app, {}, {}

    def __call__(self, asked: Asked) -> Answer:
        query = {name: values[0] for name, values in parse_qs(urlsplit(asked.path).query).items()}
        if asked.path.startswith("/callback"):
            return self._landed(query)
        if not asked.path.startswith("/start"):
            return Answer(404)  # browsers ask for a picture of their own accord
        if self.token:
            return Answer(body="Welcome back", headers={"Content-Type": "text/plain"})
        wish = {
            "response_type": "code",
            "client_id": self.app.client_id,
            "state": "walk+1==",
            "redirect_uri": self.app.redirect_urls[0],
            "scope": SCOPES,
            "mall_id": query["mall_id"],
        }
        return Answer(302, headers={"Location": f"{self.site.url}/api/v2/oauth/authorize?{urlencode(wish)}"})

    @property
    def pair(self) -> tuple[str, str]:
        return self.app.client_id, self.app.reveal("secret")

    def _landed(self, query: dict[str, str]) -> Answer:
        self.told = query
        if "code" in query:
            form = {
                "grant_type": "authorization_code",
                "code": query["code"],
                "redirect_uri": self.app.redirect_urls[0],
            }
            self.token = self.site.request("POST", "/api/v2/oauth/token", data=form, auth=self.pair).json()
        return Answer(body=f"Landed with {query.get('error', 'a code')}", headers={"Content-Type": "text/plain"})


@pytest.fixture
def app_of_developer(committed: None) -> App:
    return AppFactory(name="Review booster")


@pytest.fixture
def app_server(site: LiveServer, app_of_developer: App) -> Iterator[tuple[AppServer, StandIn]]:
    answers = AppServer(site, app_of_developer)
    with stand_in(answers) as server:
        app_of_developer.app_url = f"{server.url}/start"
        app_of_developer.redirect_urls = [f"{server.url}/callback"]
        app_of_developer.save()
        yield answers, server


def test_a_merchant_lets_an_app_in_opens_it_and_takes_it_out(
    page: Page, site: LiveServer, mall: Mall, app_server: tuple[AppServer, StandIn]
) -> None:
    answers, _server = app_server
    sign_in(page, site, mall)
    page.goto(f"{site.url}/admin/apps/")
    look(page, "apps-none")
    page.get_by_role("link", name="Find apps").first.click()
    look(page, "apps-store")
    page.get_by_role("link", name="Install", exact=True).click()

    expect(page.get_by_role("heading", name="Review booster wants to use your store")).to_be_visible()
    expect(page.get_by_text("Customers by name, with phone and address")).to_be_visible()
    look(page, "apps-consent")
    page.get_by_role("button", name="Refuse").click()
    expect(page.get_by_text("Landed with access_denied")).to_be_visible()
    assert answers.told["state"] == "walk+1=="
    assert not Installation.objects.exists()

    page.goto(f"{site.url}/admin/apps/store/")
    page.get_by_role("link", name="Install", exact=True).click()
    page.get_by_role("button", name="Agree").click()
    expect(page.get_by_text("Landed with a code")).to_be_visible()
    assert (answers.token["mall_id"], answers.token["scopes"]) == (mall.host, SCOPES.split(","))

    page.goto(f"{site.url}/admin/apps/")
    expect(page.get_by_text("Product: Read, Write")).to_be_visible()
    look(page, "apps-installed")
    page.get_by_role("link", name="Open app").click()
    expect(page.get_by_text("Welcome back")).to_be_visible()

    page.goto(f"{site.url}/admin/apps/")
    page.get_by_role("link", name="Review booster").click()
    expect(page.get_by_text("App installed")).to_be_visible()
    look(page, "apps-detail")
    page.get_by_role("link", name="Remove", exact=True).click()
    look(page, "apps-remove")
    page.get_by_role("button", name="Remove the app").click()
    expect(page.get_by_text("No app is installed yet")).to_be_visible()
    assert not AccessToken.objects.exists()
    form = {"grant_type": "refresh_token", "refresh_token": answers.token["refresh_token"]}
    refreshed = site.request("POST", "/api/v2/oauth/token", data=form, auth=answers.pair)
    assert (refreshed.status_code, refreshed.json()["error"]) == (400, "invalid_grant")
