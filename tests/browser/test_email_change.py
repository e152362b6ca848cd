"""A merchant changes the email address in a real browser, reading the code from the mail (R0.30, R0.34, R9.11)."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import Mall, User
from tests.factories import PASSWORD
from tests.live import LiveServer
from tests.mailbox import mails, wait_for_mail

NEW = "new.address@example.com"


def sign_in(page: Page, site: LiveServer, user: User) -> None:
    """Give the browser a session of this user."""
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    cookie = {"name": site.cookie_name("SESSION_COOKIE_NAME"), "value": client.session.session_key, "url": site.url}
    page.context.add_cookies([cookie])


@pytest.mark.browser
def test_the_address_changes_after_password_and_code(site: LiveServer, live_worker, mall: Mall, page: Page, tmp_path):
    user = mall.operators.get(is_owner=True).user
    sign_in(page, site, user)
    page.goto(f"{site.url}/admin/")
    page.get_by_label(f"Profile of {user.login_id}").click()
    page.get_by_role("link", name="Edit account information").click()
    page.get_by_role("link", name="Change email").click()
    page.get_by_label("New email address").fill(NEW)
    page.get_by_label("Current password").fill("not my password")
    page.get_by_role("button", name="Send code").click()
    expect(page.get_by_role("alert").first).to_contain_text("This is not your current password.")
    expect(page.get_by_label("New email address")).to_have_value(NEW)
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_role("button", name="Send code").click()
    mail = wait_for_mail(to=NEW, folder=tmp_path / "mail")
    page.get_by_label("Code from the mail").fill(mail.code)
    page.get_by_role("button", name="Change email").click()
    expect(page.get_by_role("status").first).to_contain_text(f"Your email address is now {NEW}.")
    user.refresh_from_db()
    assert user.email == NEW
    notice = wait_for_mail(to=f"{user.login_id}@example.com", folder=tmp_path / "mail")
    assert "changed to another address" in notice.text
    assert len(mails(tmp_path / "mail")) == 2


@pytest.mark.browser
def test_a_passkey_is_registered_and_removed(site: LiveServer, mall: Mall, page: Page):
    """With a virtual authenticator of the browser; the page's scripts run under the content security policy."""
    user = mall.operators.get(is_owner=True).user
    sign_in(page, site, user)
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True}
    options |= {"hasResidentKey": True, "automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto(f"{site.url}/admin/account/security/")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="Add").click()
    page.get_by_label("Name of the key").fill("Laptop")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert page.locator(".code-list li").count() == 10
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text("Laptop", exact=True)).to_be_visible()
    page.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Laptop", exact=True)).to_have_count(0)
    assert not user.authenticator_set.exists()
