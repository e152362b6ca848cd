"""Guides for developers: there, in both languages, and true (R2.42, R2.44)."""

from __future__ import annotations

import html
import json
import re
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.urls import reverse

from developer_center.screens import read_screens
from developer_center.views.guides import GUIDES

FOLDER = Path(settings.BASE_DIR, "templates/developer_center/guides")
SLUGS = [guide.slug for guide in GUIDES]
# Made for the wire contract (1.5) with this key.
VECTOR = (
    "is_multi_shop=F&lang=ko_KR&mall_id=demomall&nation=KR&shop_no=1&timestamp=1700000000"
    "&user_id=demomall&user_name=Demo%20Owner&user_type=P"
)
SECRET, SIGNATURE = "TESTSECRETTESTSECRET22", "nJAXMkYLQwTS3xMaQs4N/tuHCQk5DdERYni/4Mmt5fo="


@pytest.fixture
def browser(client, developer):
    client.force_login(developer)
    return client


def code(name):
    """The text of an example."""
    found = (FOLDER / "code" / f"{name}.html").read_text()
    return html.unescape(found.removeprefix('<pre tabindex="0"><code>').rstrip().removesuffix("</code></pre>"))


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize(("language", "word"), [("en", "The "), ("ko", "니다")])
def test_each_guide_is_there_in_both_languages(browser, developer, slug, language, word):
    developer.language = language
    developer.save()
    page = browser.get(reverse("developers:guide", args=[slug]), headers={"Accept-Language": language})
    text = page.content.decode()
    assert page.status_code == 200
    assert f'<article class="guide" lang="{language}">' in text
    assert word in text
    assert text.count("<pre") == (FOLDER / language / f"{slug}.html").read_text().count("guides/code/")


@pytest.mark.parametrize("slug", SLUGS)
def test_both_languages_have_the_same_parts_and_examples(slug):
    parts = [
        re.findall(
            r'<h2 id="[\w-]+"|guides/code/\w+|{% url [^%]+%}|<t[hd]', (FOLDER / language / f"{slug}.html").read_text()
        )
        for language in ("en", "ko")
    ]
    assert parts[0] == parts[1]


def test_every_example_is_shown_somewhere():
    shown = {name for path in FOLDER.glob("en/*.html") for name in re.findall(r"guides/code/(\w+)", path.read_text())}
    assert shown == {path.stem for path in FOLDER.glob("code/*.html")}


def test_the_permission_page_leads_to_the_guides(browser, app):
    """R2.42, R2.44."""
    page = browser.get(reverse("developers:permissions", args=[app.pk])).content.decode()
    for slug in SLUGS:
        assert reverse("developers:guide", args=[slug]) in page


def test_the_list_names_them_all_and_an_unknown_one_is_not_there(browser):
    page = browser.get(reverse("developers:guides")).content.decode()
    assert [slug for slug in SLUGS if reverse("developers:guide", args=[slug]) in page] == SLUGS
    assert browser.get(reverse("developers:guide", args=["nonsense"])).status_code == 404


def test_examples_name_this_servers_api(browser):
    page = browser.get(reverse("developers:guide", args=["authentication"])).content.decode()
    assert f"https://demomall.{settings.API_DOMAIN}/api/v2/oauth/token" in page


def test_the_check_of_the_launch_link_is_right(monkeypatch):
    """The code of the guide, run against the contract's own vector."""
    scope: dict = {}
    exec(compile(code("hmac"), "guide", "exec"), scope)  # noqa: S102 - it is our own text
    monkeypatch.setattr(time, "time", lambda: 1_700_000_000 + 100)
    link = f"{VECTOR}&hmac={quote(SIGNATURE, safe='')}"
    assert scope["is_genuine"](link, SECRET)
    assert not scope["is_genuine"](link.replace("demomall", "othermall", 1), SECRET)
    assert not scope["is_genuine"](link, "another secret")
    monkeypatch.setattr(time, "time", lambda: 1_700_000_000 + 4000)
    assert not scope["is_genuine"](link, SECRET)


def test_the_launch_link_of_the_guide_is_the_contracts():
    query = re.sub(r"\s+", "", code("launch")).partition("?")[2]
    assert query == f"{VECTOR}&hmac={quote(SIGNATURE, safe='')}"


def test_the_check_of_a_webhooks_key_is_right():
    scope: dict = {"WEBHOOK_KEY": "the key", "put_into_my_queue": lambda event, key: queue.append((event, key))}
    queue: list = []
    exec(compile(code("receive"), "guide", "exec"), scope)  # noqa: S102 - it is our own text
    assert scope["receive"]({"X-API-Key": "wrong"}, b"{}") == 403
    assert scope["receive"]({}, b"{}") == 403
    assert queue == []
    body = code("webhook").partition("\n\n")[2]
    assert scope["receive"]({"X-API-Key": "the key", "X-Trace-Id": "t"}, body.encode()) == 200
    assert queue == [(json.loads(body), "t")]


def test_the_list_of_screens_in_the_guide_is_one_we_take():
    assert [screen["id"] for screen in read_screens(code("screens").encode())] == ["orders", "statistics"]


@pytest.mark.parametrize("name", ["token", "answer", "error", "screens", "rights"])
def test_examples_of_json_are_json(name):
    assert json.loads(code(name))
