"""Finding an ID by a mailed code (R0-D)."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts.models import EmailVerification, OutboxMessage
from tests.accounts.signin.people import newest_code
from tests.factories import UserFactory
from tests.ledger import run_due_jobs
from tests.mailbox import mails

pytestmark = pytest.mark.usefixtures("committed")
EMAIL = "anna@example.com"


def ask(client, email=EMAIL):
    return client.post("/find-id/", {"email": email})


def enter(client, email=EMAIL):
    return client.post("/find-id/code/", {"code": newest_code(email)})


def test_every_live_id_of_the_address_comes_by_mail_and_never_on_a_page(client):
    """R0.36, R0.38, R0.39"""
    for login_id in ("annaOne", "annaTwo"):
        UserFactory(login_id=login_id, email="Anna@Example.com")
    UserFactory(login_id="annaGone", email=EMAIL, is_active=False)
    UserFactory(login_id="bertsOne", email="bert@example.com")
    assert ask(client).headers["Location"] == "/find-id/code/"
    pages = client.get("/find-id/code/").content.decode()
    assert enter(client).headers["Location"] == "/find-id/done/"
    pages += client.get("/find-id/done/").content.decode()
    run_due_jobs("accounts.send_message")
    mail = mails(to=EMAIL)[-1]
    assert re.findall(r"(?m)^ +(\w+)$", mail.text) == ["annaOne", "annaTwo"]
    assert "annaOne" in mail.html
    assert "annaGone" not in mail.text
    assert "bertsOne" not in mail.text
    assert "anna0ne" not in pages
    assert "annaOne" not in pages


def test_the_answers_for_an_unknown_address_are_the_same(client):
    """R0.40, A2: pages and number of mails; only the mailbox tells."""
    UserFactory(login_id="annaOne", email=EMAIL)
    other = Client(HTTP_HOST="localhost")
    answers = []
    for browser, email in ((client, EMAIL), (other, "nobody@example.com")):
        steps = [
            ask(browser, email),
            browser.get("/find-id/code/"),
            enter(browser, email),
            browser.get("/find-id/done/"),
        ]
        texts = [re.sub(r'(value="|: &quot;|: ")[A-Za-z0-9]{64}', "", step.content.decode()) for step in steps]
        answers.append(
            [(step.status_code, text.replace(email, "ADDRESS")) for step, text in zip(steps, texts, strict=True)]
        )
    run_due_jobs("accounts.send_message")
    assert answers[0] == answers[1]
    assert len(mails(to=EMAIL)) == len(mails(to="nobody@example.com")) == 2
    assert "No ID belongs to" in mails(to="nobody@example.com")[-1].text


def test_a_wrong_code_does_not_go_on_and_the_third_ends_it(client):
    """R0.37, R0.40"""
    UserFactory(email=EMAIL)
    ask(client)
    code = newest_code(EMAIL)
    for _ in range(3):
        assert client.post("/find-id/code/", {"code": "BBBBBB"}).status_code == 422
    assert client.post("/find-id/code/", {"code": code}).status_code == 422
    assert client.get("/find-id/done/").headers["Location"] == "/find-id/"
    assert not OutboxMessage.objects.filter(kind="your_ids").exists()


def test_a_code_counts_once(client):
    UserFactory(email=EMAIL)
    ask(client)
    code = newest_code(EMAIL)
    assert client.post("/find-id/code/", {"code": code}).status_code == 302
    assert client.post("/find-id/code/", {"code": code}).headers["Location"] == "/find-id/"
    assert OutboxMessage.objects.filter(kind="your_ids").count() == 1


def test_a_new_code_can_be_sent_and_voids_the_one_before(client):
    ask(client)
    first = newest_code(EMAIL)
    assert client.post("/find-id/code/", {"action": "resend"}).status_code == 422
    EmailVerification.objects.update(created_at="2020-01-01T00:00:00Z")
    assert client.post("/find-id/code/", {"action": "resend"}).status_code == 302
    assert client.post("/find-id/code/", {"code": first}).status_code == 422
    assert enter(client).status_code == 302


@pytest.mark.parametrize("email", ["", "nothing", "a@b", "x" * 1_000_000, "a@b.c\u2028d"])
def test_what_is_no_address_is_told_at_the_field(client, email):
    answer = ask(client, email)
    assert answer.status_code == 422
    assert "email" in answer.context["form"].errors
    assert not EmailVerification.objects.exists()


def test_codes_for_one_address_are_limited(client):
    for _ in range(10):
        assert ask(Client(HTTP_HOST="localhost")).status_code == 302
    assert ask(client).status_code == 429


def test_the_code_page_without_an_address_leads_to_the_start(client):
    assert client.get("/find-id/code/").headers["Location"] == "/find-id/"
    assert client.post("/find-id/code/", {"code": "BBBBBB"}).headers["Location"] == "/find-id/"
