"""A mall falls asleep and comes back, as its owner, its shoppers and support see it (R0-H)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.domain.dormancy import check_dormancy
from accounts.models import Mall
from tests.browser.test_deletion import sign_in
from tests.factories import UserFactory
from tests.live import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def fall_asleep(mall: Mall) -> None:
    """A year without a sign of life, both warnings sent and ignored."""
    Mall.objects.filter(pk=mall.pk).update(
        last_active_at=timezone.now() - dt.timedelta(days=366), dormancy_warnings_sent=2
    )
    check_dormancy()
    assert Mall.objects.get(pk=mall.pk).is_dormant


def staff_page(browser: Browser, site: LiveServer) -> Page:
    UserFactory(login_id="helper1", is_staff=True, is_superuser=True)
    page = browser.new_context(locale="en-US").new_page()
    sign_in(page, site, "helper1")
    page.wait_for_url("**/support/**")
    return page


def test_dormant_refused_asked_again_and_back(committed, browser, page, mall, site):
    owner = mall.operators.get(is_owner=True).user
    fall_asleep(mall)
    closed = site.request("GET", "/", mall_host=mall.host)
    assert closed.status_code == 503
    assert "지금은 쇼핑몰을 이용할 수 없습니다." in closed.text  # in the shop's own language

    sign_in(page, site, owner.login_id)
    expect(page).to_have_url(f"{site.url}/admin/dormant/")
    expect(page.locator("#mail-title")).to_have_text("Account reactivation request")
    expect(page.locator("#mail-body")).to_contain_text(f"▶ ID: {owner.login_id}")
    expect(page.locator("#mail-body")).to_contain_text(f"▶ E-mail: {owner.email}")
    page.locator("[name=message]").fill("We are back.")
    page.get_by_role("button", name="Ask for reactivation").click()
    expect(page.get_by_text("Your request is with support.")).to_be_visible()

    staff = staff_page(browser, site)
    queue = f"{site.url}/support/accounts/reactivationrequest/"
    staff.goto(queue)
    staff.get_by_role("link", name=owner.login_id).click()
    expect(staff.get_by_text("We are back.")).to_be_visible()
    staff.get_by_role("link", name="Refuse", exact=True).click()
    staff.locator("[name=reason]").fill("Please name your business registration number.")
    staff.get_by_role("button", name="Refuse").click()

    page.reload()
    expect(page.get_by_text("Please name your business registration number.")).to_be_visible()
    page.locator("[name=message]").fill("123-45-67890")
    page.get_by_role("button", name="Ask for reactivation").click()

    staff.goto(queue)
    staff.get_by_role("link", name=owner.login_id).first.click()
    staff.get_by_role("link", name="Approve", exact=True).click()
    staff.get_by_role("button", name="Approve").click()
    expect(staff.get_by_text("The mall is open again")).to_be_visible()
    staff.context.close()

    page.goto(f"{site.url}/admin/dormant/")
    expect(page).to_have_url(f"{site.url}/admin/")
    assert page.goto(site.mall_url(mall.host)).status == 200
