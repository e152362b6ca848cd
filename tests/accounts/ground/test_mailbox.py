"""The development mailbox /-/mail/."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import OutboxMessage
from accounts.outbox import Mail, post_rendered, send
from accounts.queries.mailbox import newest_mails

pytestmark = pytest.mark.django_db
HTML = '<html><head></head><body><a href="http://localhost:8000/x">x</a><script>alert(1)</script></body></html>'


def sent(subject: str = "Hello", html: str = HTML) -> str:
    mail = Mail("welcome", "a@example.com", "en", {})
    send(post_rendered(mail, subject=subject, text="Go to http://localhost:8000/x?a=1 now", html=html).pk)
    return newest_mails()[0].name


def test_mails_stand_newest_first(client):
    sent("First one")
    sent("Second one")
    text = client.get("/-/mail/").content.decode()
    assert text.index("Second one") < text.index("First one")
    assert "a@example.com" in text


def test_an_empty_mailbox_says_what_to_do(client):
    assert "No mail yet" in client.get("/-/mail/").content.decode()


def test_the_list_renews_itself_without_the_page_around(client):
    sent()
    part = client.get("/-/mail/", headers={"HX-Request": "true"}).content.decode()
    assert "Hello" in part
    assert "<html" not in part


def test_a_mail_shows_text_with_links_and_html_in_a_sandbox(client):
    name = sent()
    page = client.get(reverse("accounts:mailbox_mail", args=[name]))
    text = page.content.decode()
    assert 'href="http://localhost:8000/x?a=1"' in text
    assert "<script>alert" not in text
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    html = client.get(reverse("accounts:mailbox_html", args=[name]))
    assert "script-src 'none'" in html["Content-Security-Policy"]
    assert html["X-Frame-Options"] == "SAMEORIGIN"
    assert '<base target="_blank">' in html.content.decode()


@pytest.mark.parametrize("name", ["x", "..", "20260101T000000.000000-1", "%2e%2e%2fsettings"])
def test_other_names_are_not_found(client, name):
    assert client.get(f"/-/mail/{name}/").status_code == 404


def test_in_production_there_is_no_mailbox(client, settings):
    name = sent()
    settings.SHOWS_MAILBOX = False
    for path in ("/-/mail/", f"/-/mail/{name}/", f"/-/mail/{name}/html"):
        assert client.get(path).status_code == 404


def test_a_sent_mail_is_marked(client):
    sent()
    assert OutboxMessage.objects.get().state == "sent"
