"""The sample app's own checks: launch links, sessions, webhooks (wire contract 1.5, 3)."""

from __future__ import annotations

import ast
import sys
import threading
import time
from urllib.parse import quote

import pytest
import requests

from cafe24clone.runner.processes import free_port
from tests.developer_center import sample_app
from tests.developer_center.test_guides import SECRET, SIGNATURE, VECTOR

SENT_AT = 1_700_000_000


@pytest.fixture(scope="module")
def app():
    return sample_app.load()


@pytest.fixture
def served(app, tmp_path):
    """The app in this process, without a platform behind it."""
    config = app.Config(
        "id", SECRET, "the key", free_port(), "http://localhost", "mall.read_product", tmp_path / "t.json"
    )
    server = app.server(config)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{config.port}", server
    server.shutdown()
    thread.join()
    server.server_close()


def link(query=VECTOR, signature=SIGNATURE):
    return f"{query}&hmac={quote(signature, safe='')}"


def test_it_needs_nothing_but_python():
    tree = ast.parse(sample_app.PROGRAM.read_text())
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


@pytest.mark.parametrize(("late", "is_taken"), [(0, True), (299, True), (-200, True), (301, False), (86_400, False)])
def test_a_launch_link_counts_for_five_minutes(app, monkeypatch, late, is_taken):
    monkeypatch.setattr(app.time, "time", lambda: SENT_AT + late)
    who = app.launched_by(link(), SECRET)
    assert (who is not None) == is_taken
    if who:
        assert (who["mall_id"], who["user_name"], who["user_type"]) == ("demomall", "Demo Owner", "P")


@pytest.mark.parametrize(
    "query",
    [
        "",
        VECTOR,
        link(VECTOR.replace("demomall", "othermall", 1)),
        link(VECTOR.replace("%20", "+")),
        link(signature=""),
        link() + "&user_type=P",
        f"hmac={SIGNATURE}&{VECTOR}",
        link(signature="\xe9"),
    ],
)
def test_a_changed_launch_link_is_refused(app, monkeypatch, query):
    monkeypatch.setattr(app.time, "time", lambda: SENT_AT)
    assert app.launched_by(query, SECRET) is None


def test_a_session_is_for_one_mall_and_an_hour(app, monkeypatch):
    cookie = app.session_for("demomall", SECRET)
    assert app.mall_of_session(cookie, SECRET) == "demomall"
    assert app.mall_of_session(cookie.replace("demomall", "othermall"), SECRET) is None
    assert app.mall_of_session(cookie, "another secret") is None
    assert app.mall_of_session("", SECRET) is None
    now = time.time()
    monkeypatch.setattr(app.time, "time", lambda: now + 3601)
    assert app.mall_of_session(cookie, SECRET) is None


@pytest.mark.parametrize(
    ("given", "kept", "is_genuine"),
    [("the key", "the key", True), ("another", "the key", False), ("", "the key", False), ("", "", False)],
)
def test_a_webhook_is_known_by_its_key(app, given, kept, is_genuine):
    assert app.is_webhook_genuine(given, kept) == is_genuine


def test_a_webhook_that_comes_twice_counts_once(served):
    url, server = served
    event = {"event_no": 90002, "resource": {"mall_id": "demomall", "product_no": 1}}
    for key, status in (("wrong", 403), ("the key", 200), ("the key", 200)):
        headers = {"X-API-Key": key, "X-Trace-Id": "one"}
        assert requests.post(f"{url}/webhook", json=event, headers=headers, timeout=5).status_code == status
    assert list(server.RequestHandlerClass.inbox.events) == [event]


def test_a_first_launch_leads_to_consent_and_an_answer_of_another_browser_is_refused(app, served, monkeypatch):
    url, _server = served
    monkeypatch.setattr(app.time, "time", lambda: SENT_AT)
    answer = requests.get(f"{url}/?{link()}", allow_redirects=False, timeout=5)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("https://demomall.cafe24api.com/api/v2/oauth/authorize?")
    assert requests.get(f"{url}/?{link(signature='x')}", timeout=5).status_code == 403
    assert requests.get(f"{url}/callback?code=stolen&state=x.demomall", timeout=5).status_code == 403
    assert requests.get(f"{url}/products", timeout=5).status_code == 401


@pytest.mark.parametrize("mall_id", ["evil.example", "a/b", "", "몰몰", "a@b"])
def test_a_mall_id_never_changes_where_calls_go(app, mall_id):
    with pytest.raises(app.NeedsConsent):
        app.base_url(mall_id)
