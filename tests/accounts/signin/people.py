"""What the tests of sign-up and sign-in do again and again, as a person would: over pages and mails."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD
from tests.ledger import run_due_jobs
from tests.mailbox import mails

EMAIL = "anna@example.com"


def sign_up_values(**changes: Any) -> dict[str, Any]:
    """A whole form; None leaves a field out."""
    values = {
        "login_id": "annaShop1",
        "password": PASSWORD,
        "email": EMAIL,
        "country": "KR",
        "accepts_terms": "on",
    } | changes
    return {name: value for name, value in values.items() if value is not None}


def prove_email(client: Client, email: str = EMAIL) -> HttpResponse:
    """Press Verify, read the mail, press Confirm."""
    client.post(reverse("accounts:signup"), sign_up_values(email=email, action="send_code"))
    return client.post(
        reverse("accounts:signup"), sign_up_values(email=email, action="check_code", code=newest_code(email))
    )


def newest_code(email: str) -> str:
    run_due_jobs("accounts.send_message")
    return mails(to=email)[-1].code


def sign_up(client: Client, **changes: Any) -> HttpResponse:
    """Walk the whole of sign-up."""
    values = sign_up_values(**changes)
    prove_email(client, values["email"])
    return client.post(reverse("accounts:signup"), values)


def log_in(client: Client, login_id: str, password: str = PASSWORD, next_url: str = "") -> HttpResponse:
    """Both steps; the answer of the second."""
    client.post(reverse("accounts:login"), {"login_id": login_id})
    data = {"password": password} | ({"next": next_url} if next_url else {})
    return client.post(reverse("accounts:login_password"), data)
