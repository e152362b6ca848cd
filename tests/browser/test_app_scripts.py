"""A script of an app in a real browser: on the page it names, on no other, and never when its text is another one."""

from __future__ import annotations

import base64
import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from tests.developer_center.api.conftest import Api
from tests.factories import MallFactory
from tests.factories_apps import install, make_token

pytestmark = pytest.mark.browser

WIDGET = b"""
const note = document.createElement('p');
note.id = 'widget';
document.body.append(note);
fetch(new URL('/hello', document.currentScript.src)).then(r => r.text()).then(text => { note.textContent = text; });
"""


class Widget(BaseHTTPRequestHandler):
    """An app's server on this machine."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Content-Type", "text/javascript" if self.path == "/widget.js" else "text/plain")
        self.end_headers()
        self.wfile.write(WIDGET if self.path == "/widget.js" else b"hello from the app")

    def log_message(self, *_args: object) -> None:
        """Quiet."""


@pytest.fixture
def widget() -> Iterator[str]:
    """The address of the app's server."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Widget) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def checksum(text: bytes) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(text).digest()).decode()


def test_a_script_runs_on_the_page_it_names_and_on_no_other(committed, site, page, widget):
    """Wire contract 2.7, scripttags; docs/adr/0043-scripttags.md"""
    mall = MallFactory()
    api = Api(mall, make_token(install(mall)))
    tag = {"src": f"{widget}/widget.js", "display_location": ["PRODUCT_SEARCH"], "integrity": checksum(WIDGET)}
    made = api.post("scripttags", tag).json()["scripttag"]

    page.goto(f"{site.mall_url(mall.host)}/search/")
    expect(page.locator("#widget")).to_have_text("hello from the app")
    page.goto(site.mall_url(mall.host))
    page.wait_for_load_state("networkidle")
    expect(page.locator("#widget")).to_have_count(0)

    api.put(f"scripttags/{made['script_no']}", {"display_location": ["MAIN"]})
    page.goto(site.mall_url(mall.host))
    expect(page.locator("#widget")).to_have_text("hello from the app")


def test_a_script_whose_text_is_another_one_does_not_run(committed, site, browser, widget):
    mall = MallFactory()
    api = Api(mall, make_token(install(mall)))
    tag = {"src": f"{widget}/widget.js", "display_location": ["MAIN"], "integrity": checksum(WIDGET + b" ")}
    api.post("scripttags", tag)
    page, said = browser.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.goto(site.mall_url(mall.host))
    page.wait_for_load_state("networkidle")
    expect(page.locator("#widget")).to_have_count(0)
    assert any("integrity" in text for text in said)
    page.close()
