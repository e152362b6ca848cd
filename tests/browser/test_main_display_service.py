"""The main display: a merchant applies, support approves, it is announced, runs, and its form stops it (R3-E)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Mall, OutboxMessage
from pro.domain.display.announce import wake_services
from pro.domain.display.slots import refresh_batch
from pro.domain.display.start import start_due
from pro.domain.scope_lines import add_missing_lines
from pro.models import DisplayService
from tests.factories import PASSWORD, UserFactory
from tests.ledger import run_due_jobs
from tests.live import LiveServer
from tests.pro.display.life import new_area, new_product
from tests.pro.display.making import placed
from tests.pro.factories import make_contract

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("scope")]
SLOT = timezone.now().astimezone(timezone.get_default_timezone()).replace(minute=0, second=0, microsecond=0)
SLOT -= dt.timedelta(hours=SLOT.hour % 2)


@pytest.fixture
def scope(committed: None) -> None:
    """The lines of the service scope."""
    add_missing_lines("default")


def test_from_the_application_to_off(page: Page, site: LiveServer, mall: Mall) -> None:
    make_contract(mall)
    category = new_area(mall, 2, auto_display=True, auto_hours=[10])
    shown = new_product(mall)
    _sign_in(page, site, mall.host)
    page.goto(f"{site.url}/admin/pro/main-display/")
    page.get_by_label("I have read the terms above").check()
    page.get_by_role("button", name="Apply for the main display").click()
    expect(page.get_by_text("Your application is in.")).to_be_visible()

    page.context.clear_cookies()
    UserFactory(login_id="helper", is_staff=True)
    _sign_in(page, site, "helper")
    service = DisplayService.objects.get()
    page.goto(f"{site.url}/support/pro/displayservice/{service.pk}/change/")
    page.get_by_role("link", name="Approve").click()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("The service is “Approved” now.")).to_be_visible()

    # Two Mondays pass.
    DisplayService.objects.update(notice_due_at=timezone.now())
    for _ in range(2):
        wake_services(timezone.now())
        for task in ("pro.advance_display", "accounts.send_message"):
            run_due_jobs(task)
    DisplayService.objects.update(starts_on=SLOT.date() - dt.timedelta(days=7))
    assert start_due(SLOT) == 1
    refresh_batch([mall.pk], SLOT)
    run_due_jobs("pro.advance_display")
    assert placed(category) == [shown]
    assert OutboxMessage.objects.filter(kind="pro_display_started").exists()

    page.context.clear_cookies()
    _sign_in(page, site, mall.host)
    page.goto(f"{site.url}/admin/pro/main-display/")
    expect(page.get_by_text("the sections are filled anew at every even hour")).to_be_visible()
    page.get_by_role("link", name=category.name).click()
    expect(page.get_by_text("Cafe24 PRO fills this section every two hours")).to_be_visible()
    expect(page.get_by_label("Automatic display")).to_be_disabled()
    page.goto(f"{site.url}/admin/pro/scope/#item-main-display")
    page.get_by_role("link", name="Form for turning it off Automatic display of the main page").click()
    page.get_by_role("button", name="Stop the main display").click()
    expect(page.get_by_text("Tick this box to stop it.").first).to_be_visible()
    page.get_by_label("Yes, stop the automatic display of all sections.").check()
    page.get_by_role("button", name="Stop the main display").click()
    expect(page.get_by_text("The main display is off. What is displayed now stays as it is.")).to_be_visible()
    assert placed(category) == [shown]


def _sign_in(page: Page, site: LiveServer, login_id: str) -> None:
    page.goto(f"{site.url}/login/")
    page.get_by_label("ID", exact=True).fill(login_id)
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login/" not in url)
