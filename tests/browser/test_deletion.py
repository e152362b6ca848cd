"""A merchant deletes the account in a browser (R0-G)."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from accounts.models import Mall
from tests.factories import PASSWORD
from tests.live import LiveServer
from tests.mailbox import wait_for_mail

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def sign_in(page: Page, site: LiveServer, login_id: str, password: str = PASSWORD) -> None:
    page.goto(f"{site.url}/login/")
    page.locator("[name=login_id]").fill(login_id)
    page.get_by_role("button", name="Next").click()
    page.locator("[name=password]").fill(password)
    page.locator("[name=password]").press("Enter")


def test_export_first_then_delete_for_ever(committed, page, mall, site, live_worker):
    """R0.68: Advanced Mode, profile icon, Edit account information, tab Delete account."""
    owner = mall.operators.get(is_owner=True).user
    sign_in(page, site, owner.login_id)
    page.get_by_role("button", name="Advanced").click()
    page.get_by_label(f"Profile of {owner.login_id}").click()
    page.get_by_role("link", name="Edit account information").click()
    page.get_by_role("link", name="Delete account").click()
    expect(page.get_by_text("A deleted account cannot be restored")).to_be_visible()

    page.locator("main").get_by_role("link", name="Export data").last.click()
    page.get_by_role("button", name="Export data").click()
    download = page.get_by_role("link", name="Download")
    expect(download).to_be_visible(timeout=60_000)
    with page.expect_download() as started:
        download.click()
    assert Path(started.value.path()).read_bytes()[:2] == b"PK"

    page.get_by_role("link", name="Delete account").click()
    page.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_text("Accept the terms first").first).to_be_visible()
    page.get_by_label("I have read the terms above").check()
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_role("heading", name="Your account is deleted")).to_be_visible()

    page.goto(f"{site.url}/admin/")
    expect(page).to_have_url(f"{site.url}/login/?next=/admin/")
    sign_in(page, site, owner.login_id)
    expect(page.locator("[name=password]")).to_be_visible()
    assert page.goto(site.mall_url(mall.host)).status == 404
    assert Mall.objects.get(pk=mall.pk).status == Mall.Status.DELETED
    # The goodbye comes after the mail about the export; both went to the old address.
    goodbye = wait_for_mail(to=owner.email, folder=Path(settings.MAIL_FOLDER), number=2)
    assert goodbye.subject == "Your account was deleted"
