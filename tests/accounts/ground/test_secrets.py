"""Secrets at rest (security.md 2.5)."""

from __future__ import annotations

import base64
import os
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command

from accounts import sealing
from accounts.adapters import MFAAdapter
from accounts.backups.programs import run
from accounts.domain.reset_password import request_reset
from accounts.models import Job, OutboxMessage
from accounts.outbox import Mail, post_rendered
from tests.factories import UserFactory

SENTINEL = "sentinel-91f2-never-in-clear"


def mail(to: str = "a@example.com") -> OutboxMessage:
    return post_rendered(Mail("x", to, "en", {}, has_secret=True), subject="Hi", text=SENTINEL, html=SENTINEL)


def authenticator() -> Authenticator:
    secret = MFAAdapter().encrypt(SENTINEL)
    return Authenticator.objects.create(user=UserFactory(), type="totp", data={"secret": secret})


def test_a_dump_of_the_database_holds_no_secret(committed, tmp_path):
    mail()
    authenticator()
    run("pg_dump", "--format=plain", f"--file={tmp_path / 'dump.sql'}")
    text = (tmp_path / "dump.sql").read_text()
    assert "a@example.com" in text
    assert SENTINEL not in text
    assert base64.b64encode(SENTINEL.encode()).decode()[:-4] not in text


def test_a_secret_in_another_row_cannot_be_read(db):
    one, other = mail(), mail()
    one.sealed_text, other.sealed_text = other.sealed_text, one.sealed_text
    for message in (one, other):
        with pytest.raises(sealing.SealBroken):
            message.reveal("sealed_text")


def test_a_secret_in_another_column_cannot_be_read(db):
    message = mail()
    message.sealed_html = message.sealed_text
    with pytest.raises(sealing.SealBroken):
        message.reveal("sealed_html")


@pytest.mark.parametrize("damage", ["", "k.", "k.!!!", "dev.AAAA", "nokey.AAAA"])
def test_what_is_no_ciphertext_is_told_apart(damage):
    with pytest.raises(sealing.SealBroken):
        sealing.open_sealed(damage, "x")


def test_after_rotation_the_old_key_may_go(db, settings):
    old = settings.ENCRYPTION_KEYS
    message, factor = mail(), authenticator()
    request_reset("somebody", "a@example.com", language="en")
    settings.ENCRYPTION_KEYS = {"new": os.urandom(32)} | old
    output = StringIO()
    call_command("rotate_secrets", stdout=output)
    assert "accounts.OutboxMessage: 1 encrypted anew" in output.getvalue()
    assert "mfa.Authenticator: 1 encrypted anew" in output.getvalue()
    assert "accounts.mail_reset_link: 1 encrypted anew" in output.getvalue()

    settings.ENCRYPTION_KEYS = {"new": settings.ENCRYPTION_KEYS["new"]}
    message.refresh_from_db()
    factor.refresh_from_db()
    assert message.reveal("sealed_text") == message.reveal("sealed_html") == SENTINEL
    assert MFAAdapter().decrypt(factor.data["secret"]) == SENTINEL
    assert all(job.arguments["sealed_wish"].startswith("new.") for job in Job.objects.filter(task__contains="reset"))
    again = StringIO()
    call_command("rotate_secrets", stdout=again)
    assert " 1 encrypted" not in again.getvalue()
