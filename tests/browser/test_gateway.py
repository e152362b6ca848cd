"""A browser finds Cafe24's API name on this machine, with the arguments that `make run` writes down."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from cafe24clone.runner.gateway.files import CertificateFiles
from cafe24clone.runner.tools import CHROMIUM, find
from tests.runner.gateways import KEY, echo_server, running_gateway

pytestmark = pytest.mark.browser


def test_chromium_reaches_the_api_and_everything_else_as_before(browser: Browser, tmp_path):
    with echo_server() as port, running_gateway(tmp_path, port) as gateway:
        arguments = CertificateFiles(gateway.folder).browser_arguments.read_text().split()
        profile = next(one for one in arguments if one.startswith("--user-data-dir="))
        arguments.remove(profile)
        context = browser.browser_type.launch_persistent_context(
            profile.partition("=")[2],
            executable_path=find(CHROMIUM),
            args=["--no-sandbox", "--disable-dev-shm-usage", *arguments],
        )
        with context:
            page = context.new_page()
            page.goto("https://demomall.cafe24api.com/api/v2/oauth/authorize?client_id=1")
            assert KEY in page.content()
            assert "/api/v2/oauth/authorize?client_id=1" in page.content()
            page.goto(f"http://localhost:{port}/plain")
            assert "/plain" in page.content()
            assert KEY not in page.content()
