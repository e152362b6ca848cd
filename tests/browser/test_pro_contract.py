"""A merchant hands work to PRO: applies, watches it work, has an item turned off, and ends it (R3.2, R3.95, R3.102)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import Mall
from pro.domain.contract import approve
from pro.domain.help_pages import add_missing_texts
from pro.models import Contract, OperationRun, OperationSwitch
from tests.factories import PASSWORD
from tests.ledger import run_due_jobs
from tests.live import LiveServer
from tests.pro.factories import make_line, make_run

pytestmark = pytest.mark.browser


def test_from_the_application_to_the_end(page: Page, site: LiveServer, mall: Mall) -> None:
    add_missing_texts("default")
    make_line("weights", name="Missing weights", switched_by="agent")
    _sign_in(page, site, mall)
    page.get_by_role("link", name="Apply for PRO").click()
    page.get_by_label("I have read the terms above").check()
    page.get_by_role("button", name="Apply for PRO").click()
    expect(page.get_by_text("Your application is in.")).to_be_visible()
    run_due_jobs("pro.screen_contract")
    approve(Contract.objects.get().pk, actor=Actor.staff(1))

    with tenancy.mall(mall.pk):
        run = make_run("weights", state="running", total_items=8, done_items=2)
    page.goto(f"{site.url}/admin/pro/status/")
    bar = page.get_by_role("progressbar")
    expect(bar).to_have_attribute("value", "2")
    with tenancy.mall(mall.pk):
        OperationRun.objects.filter(pk=run.pk).update(done_items=5)
    expect(bar).to_have_attribute("value", "5")  # it moves by itself
    with tenancy.mall(mall.pk):
        OperationRun.objects.filter(pk=run.pk).update(state="done", done_items=8, changed_items=8)
    expect(page.get_by_text("8 things changed")).to_be_visible()

    page.get_by_role("link", name="Ask an agent to turn it off: Missing weights").click()
    page.get_by_role("button", name="Turn it off now").click()
    expect(page.get_by_text("is off from this moment")).to_be_visible()
    with tenancy.mall(mall.pk):
        assert not OperationSwitch.objects.get(key="weights").is_on

    page.goto(f"{site.url}/admin/pro/")
    page.get_by_role("link", name="End the contract").click()
    page.get_by_label(f"Type “{mall.host}” to confirm").fill(mall.host)
    page.get_by_role("button", name="End the contract").click()
    expect(page.get_by_text("The contract has ended.")).to_be_visible()
    assert Contract.objects.get().state == "terminated"


def _sign_in(page: Page, site: LiveServer, mall: Mall) -> None:
    page.goto(f"{site.url}/login/")
    page.locator("input[name=login_id]").fill(mall.host)
    page.keyboard.press("Enter")
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")
