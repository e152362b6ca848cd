"""A real Chromium. Browser tests drive the live server, read mails from files and see committed rows."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from cafe24clone.runner.tools import CHROMIUM, find

# Playwright's sync API runs an event loop in this thread, which Django takes for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

EXPECTED_NOISE = ("Failed to load resource: the server responded with a status of 4",)  # 4xx answers that tests ask for


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium per run; skips, loudly at the end of `make test`, where there is none."""
    path = find(CHROMIUM)
    if not path:
        pytest.skip("No Chromium was found; name one with CHROMIUM=/path.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a fresh browser profile in English, 1280 wide. Script and CSP errors fail the test."""
    with browser.new_context(locale="en-US", viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.set_default_timeout(15_000)
        problems: list[str] = []
        page.on("console", lambda message: _note(problems, message))
        page.on("pageerror", lambda error: problems.append(str(error)))
        yield page
        assert not problems, "\n".join(problems)


def _note(problems: list[str], message: ConsoleMessage) -> None:
    if message.type == "error" and not message.text.startswith(EXPECTED_NOISE):
        problems.append(message.text)
