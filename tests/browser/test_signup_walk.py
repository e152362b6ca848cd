"""Walks of a newcomer and of somebody who forgot: a real browser, web server, worker and mails."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from accounts.models import Mall
from tests.factories import PASSWORD, MallFactory
from tests.live import LiveServer
from tests.mailbox import wait_for_mail

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("live_worker")]
EMAIL = "anna@example.com"


def test_from_the_start_page_over_sign_up_to_the_admin(page: Page, site: LiveServer):
    """R0-A, R0-B: the ID is checked while it is typed, the code comes by mail, the store is there."""
    page.goto(site.url)
    page.get_by_role("link", name="Get started for free").first.click()
    state = page.locator("#login-id-state")
    page.get_by_label("ID", exact=True).fill("Anna")
    expect(state.locator(".is-wrong")).to_contain_text("Starts with a lower-case letter")
    page.get_by_label("ID", exact=True).fill("support")
    expect(state).to_contain_text("already in use")
    page.get_by_label("ID", exact=True).fill("annaShop1")
    expect(state).to_contain_text("This ID is free")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("textbox", name="Email").fill(EMAIL)
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_role("button", name="Send a new code")).to_be_disabled()
    page.get_by_label("Verification code").fill(wait_for_mail(to=EMAIL).code)
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("This address is verified.")).to_be_visible()
    page.get_by_label("Country of business").select_option(label="South Korea")
    page.get_by_label("I accept the terms of service").check()
    page.get_by_role("button", name="Create my account").click()
    expect(page).to_have_url(f"{site.url}/admin/")
    expect(page.get_by_text("Welcome! Your store is open.")).to_be_visible()
    expect(page.locator(".store-address")).to_have_text(site.mall_url("annashop1"))
    assert Mall.objects.get().host == "annashop1"
    assert "store is open" in wait_for_mail(to=EMAIL, number=2).subject


def test_a_mistake_keeps_what_was_typed_and_names_its_field(page: Page, site: LiveServer):
    page.goto(f"{site.url}/signup/")
    page.get_by_label("ID", exact=True).fill("annaShop1")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("textbox", name="Email").fill(EMAIL)
    page.get_by_role("button", name="Create my account").click()
    summary = page.locator(".error-summary")
    expect(summary).to_contain_text("Country of business")
    expect(summary).to_be_focused()
    expect(page.get_by_label("ID", exact=True)).to_have_value("annaShop1")
    expect(page.get_by_label("Password", exact=True)).to_have_value(PASSWORD)


def test_a_forgotten_id_comes_by_mail(page: Page, site: LiveServer):
    """R0-D"""
    MallFactory(host="annashop")
    page.goto(f"{site.url}/login/")
    page.get_by_role("link", name="Forgot your ID?").click()
    page.get_by_role("textbox", name="Email").fill("annashop@example.com")
    page.get_by_role("button", name="Verify").click()
    page.get_by_label("Verification code").fill(wait_for_mail(to="annashop@example.com").code)
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", name="Your ID is on its way")).to_be_visible()
    assert "\n    annashop\n" in wait_for_mail(to="annashop@example.com", number=2).text
    expect(page.locator("body")).not_to_contain_text(re.compile(r"\bannashop\b(?!@)"))


def test_a_forgotten_password_is_set_anew(page: Page, site: LiveServer):
    """R0-E, R0.41, R0.42"""
    MallFactory(host="annashop")
    page.goto(f"{site.url}/login/")
    page.get_by_label("ID", exact=True).fill("annashop")
    page.get_by_role("button", name="Next").click()
    page.get_by_role("link", name="Forgot your password?").click()
    expect(page.get_by_label("ID", exact=True)).to_have_value("annashop")
    page.get_by_role("textbox", name="Email").fill("annashop@example.com")
    page.get_by_role("button", name="Send the link").click()
    link = wait_for_mail(to="annashop@example.com").link
    page.goto(link)
    expect(page).to_have_url(f"{site.url}/reset-password/set/")
    page.get_by_label("New password", exact=True).fill("an entirely new password")
    page.get_by_role("button", name="Change the password").click()
    page.get_by_label("Password", exact=True).fill("an entirely new password")
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(f"{site.url}/admin/")
    page.goto(link)
    expect(page.get_by_role("heading", name="This link no longer works")).to_be_visible()


def test_the_whole_admin_changes_language_and_mode_by_a_click(page: Page, site: LiveServer):
    MallFactory(host="annashop")
    page.goto(f"{site.url}/login/")
    page.get_by_role("button", name="한국어").click()
    expect(page.get_by_role("heading", name="로그인")).to_be_visible()
    page.get_by_label("아이디", exact=True).fill("annashop")
    page.get_by_role("button", name="다음").click()
    page.get_by_label("비밀번호", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="로그인").click()
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    page.locator('.mode-switch button[value="advanced"]').click()
    expect(page.locator('.mode-switch button[value="advanced"]')).to_have_attribute("aria-pressed", "true")
    assert settings.ADMIN_LANGUAGES == ["en", "ko"]
