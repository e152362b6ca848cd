"""Help, FAQ and sales limits: two languages, kept by staff, nothing that runs, links that lead on (R3.92, R3.97)."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from pro.domain.help_pages import add_missing_texts, clean_help, save_help_page, seeded_limits, seeded_pages
from pro.models import HelpPage, SalesLimit
from pro.queries.help_pages import html_of

pytestmark = pytest.mark.usefixtures("texts")
KOREAN = re.compile(r"[가-힣]")
# Pages of parts that are built beside this one; their links are plain words until then.
OTHERS_PAGES = {"pro:requests", "pro:accounts"}


def page(**values: str) -> HelpPage:
    defaults = {
        "key": "toy",
        "kind": "guide",
        "title": "t",
        "title_ko": "제목",
        "body": "<p>b</p>",
        "body_ko": "<p>글</p>",
    }
    return save_help_page(HelpPage(**(defaults | values)))


def test_each_page_of_the_release_is_there_in_both_languages(client, cast):
    cast.sign_in(client, "owner")
    pages = seeded_pages()
    assert len(pages) == HelpPage.objects.count() == 20
    for one in pages:
        assert KOREAN.search(one["title_ko"])
        assert KOREAN.search(one["body_ko"])
        assert not KOREAN.search(one["title"] + one["body"])
        shown = client.get(reverse("pro:help_page", args=[one["key"]])).content.decode()
        assert one["title"].replace("'", "&#x27;") in shown


@pytest.mark.parametrize("language", ["en", "ko"])
def test_each_link_of_the_release_leads_to_a_page(language):
    with translation.override(language):
        for one in HelpPage.objects.all():
            wanted = set(re.findall(r'href="page:([^"]+)"', one.shown_body)) - OTHERS_PAGES
            shown = html_of(one)
            assert "page:" not in shown
            assert shown.count("<a href=") >= len(wanted), one.key
            assert 'href=""' not in shown


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("translation", "Seven fields"),  # R3.32
        ("translation", "5,000"),  # R3.33
        ("exchange-rate", "does not change by itself"),  # R3.111
        ("shipping-and-returns", "500 KRW"),  # R3.120
        ("import-from-a-marketplace", "cannot be changed later"),  # R3.21
        ("no-approval-first", "nor approved beforehand"),  # R3.93
        ("can-it-be-put-back", "earlier state is not kept"),  # R3.98
        ("after-the-contract", "You go on using them"),  # R3.102
        ("stopped", "article 12"),  # R3.115
        ("how-far-is-it-automatic", "cannot be requested singly"),  # R3.90
        ("changes-in-the-base-store", "copied from the base store once"),  # R3.78
    ],
)
def test_what_the_guides_promise_is_said(key, says):
    assert says in HelpPage.objects.get(key=key).body


def test_the_pointers_to_the_help_center_and_the_enterprise_service_are_settings(client, cast, settings):
    """R3.84, R3.118."""
    settings.HELP_CENTER_URL, settings.ENTERPRISE_URL = "https://help.example/", "https://big.example/?a=1&b=2"
    cast.sign_in(client, "owner")
    shown = client.get(reverse("pro:help")).content.decode()
    assert 'href="https://help.example/"' in shown
    assert 'href="https://big.example/?a=1&amp;b=2"' in shown
    assert '<a href="https://big.example/?a=1&amp;b=2">' in html_of(HelpPage.objects.get(key="custom-work"))
    assert '<a href="https://help.example/">' in html_of(HelpPage.objects.get(key="how-to-questions"))


def test_what_staff_changed_stays_and_only_what_is_missing_is_added():
    """R3.97: texts change without a release, and a release does not change them back."""
    HelpPage.objects.filter(key="translation").update(title="Ours")
    HelpPage.objects.filter(key="stopped").delete()
    SalesLimit.objects.filter(key="alcohol").update(words="sake")
    assert add_missing_texts("default") == 1
    assert HelpPage.objects.get(key="translation").title == "Ours"
    assert SalesLimit.objects.get(key="alcohol").words == "sake"
    assert add_missing_texts("default") == 0


def test_nothing_that_staff_paste_runs():
    cleaned = clean_help(
        '<p onclick="x()">a<script>x()</script><a href="javascript:x()">b</a><a href="page:pro:scope">c</a>'
    )
    assert cleaned == '<p>a<a>b</a><a href="page:pro:scope">c</a></p>'


def test_a_link_to_no_page_keeps_its_words():
    one = page(body='<p><a href="page:pro:nowhere">gone</a> <a href="page:pro:help_page/toy">here</a></p>')
    assert html_of(one) == f'<p>gone <a href="{reverse("pro:help_page", args=["toy"])}">here</a></p>'


def test_a_hidden_page_is_not_there(client, cast):
    cast.sign_in(client, "owner")
    page(is_visible=False)
    assert client.get(reverse("pro:help_page", args=["toy"])).status_code == 404
    assert "toy" not in client.get(reverse("pro:help")).content.decode()


def test_the_limits_are_a_page_in_both_languages(client, cast):
    cast.sign_in(client, "owner")
    SalesLimit.objects.filter(key="adult").update(is_active=False)
    shown = client.get(reverse("pro:sales_limits")).content.decode()
    assert "Tobacco and e-cigarettes" in shown
    assert "Adult goods" not in shown
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ko"
    assert "담배·전자담배" in client.get(reverse("pro:sales_limits")).content.decode()
    assert all(KOREAN.search(limit["words"]) and re.search("[a-z]", limit["words"]) for limit in seeded_limits())
