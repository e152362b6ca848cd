"""Deleting an account: at once, whole, for ever (R0.68 to R0.74)."""

from __future__ import annotations

import datetime as dt
import socketserver
import threading
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import endings, tenancy
from accounts.audit import Actor, record
from accounts.domain.delete_account import NotTheOwner, delete_account
from accounts.domain.erase_mall import MallNotDeleted, children_first, drop_legal_records, erase_mall
from accounts.domain.tidy_up import tidy_up
from accounts.models import (
    AuditEntry,
    AuditPersonal,
    DataExport,
    Job,
    KnownDevice,
    LegalRecord,
    LoginIdRegistry,
    Mall,
    Operator,
    OutboxMessage,
    RefusedAddress,
    Session,
    User,
)
from accounts.outbox import Mail, post_rendered
from accounts.tenancy.catalog import mall_models
from tests.factories import PASSWORD, MallFactory, OperatorFactory, UserFactory
from tests.ledger import run_due_jobs
from tests.mailbox import mails

PAGE = "/admin/account/delete/"
YES = {"accepts": "on", "password": PASSWORD}


def delete(mall: Mall) -> Mall:
    owner = mall.operators.get(is_owner=True).user
    return delete_account(owner.pk, actor=Actor.operator(owner.pk))


def test_people_are_erased_and_the_id_stays_taken(mall, owner):
    helper = OperatorFactory(mall=mall, menus=["orders"]).user
    delete(mall)
    for person in (owner, helper):
        person.refresh_from_db()
        assert (person.is_active, person.email, person.name, person.last_login) == (False, "", "", None)
        assert person.deleted_at is not None
        assert not person.has_usable_password()
        assert LoginIdRegistry.objects.filter(login_id=person.login_id.lower()).exists()
    assert not Operator.objects.filter(mall=mall, is_active=True).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(login_id=owner.login_id, email="somebody.else@example.com")


def test_the_store_ends_with_its_account(mall, other_mall, shopper):
    """R0.72, R0.73, R0.74: and another store is not touched."""
    mall.name, mall.representative, mall.phone, mall.address = "Mine", "A. Person", "02-123", "Seoul"
    mall.save()
    delete(mall)
    mall.refresh_from_db()
    assert mall.status == Mall.Status.DELETED
    assert mall.deleted_at is not None
    assert [mall.name, mall.representative, mall.phone, mall.address] == [""] * 4
    assert shopper.get("/").status_code == 404
    other_mall.refresh_from_db()
    assert other_mall.is_open
    assert other_mall.operators.get().user.is_active


def test_sessions_devices_and_second_factors_end(mall, owner, cast, client):
    cast.sign_in(client, "owner")
    KnownDevice.objects.create(user=owner, token_hash="x")
    Authenticator.objects.create(user=owner, type="totp", data={})
    EmailAddress.objects.create(user=owner, email=owner.email)
    assert Session.objects.filter(user=owner).exists()
    delete(mall)
    for model in (Session, KnownDevice, Authenticator, EmailAddress):
        assert not model.objects.filter(user=owner).exists()
    assert client.get("/admin/account/").status_code == 302


def test_waiting_jobs_are_cancelled_and_others_mall_jobs_are_not(mall, other_mall):
    mine = Job.objects.create(task="x", mall=mall, arguments={"email": "a@example.com"})
    theirs = Job.objects.create(task="x", mall=other_mall)
    delete(mall)
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.state, mine.arguments) == (Job.State.CANCELLED, {})
    assert theirs.state == Job.State.WAITING


def test_what_waits_in_the_outbox_is_not_sent_and_names_nobody(mall, owner):
    def mail(to: str, mall_id: int | None, kind: str = "x") -> OutboxMessage:
        return post_rendered(Mail(kind, to, "en", {}, mall_id=mall_id), subject="Hi", text="Dear A", html="")

    of_mall, shoppers = mail(owner.email, mall.pk), mail("shopper@example.com", mall.pk)
    of_owner, of_others = mail(owner.email.upper(), None), mail("somebody@example.com", None)
    delete(mall)
    for message in (of_mall, shoppers, of_owner):
        message.refresh_from_db()
        assert (message.state, message.recipient, message.text) == (OutboxMessage.State.CANCELLED, "", "")
    of_others.refresh_from_db()
    assert (of_others.state, of_others.recipient) == (OutboxMessage.State.WAITING, "somebody@example.com")


def test_mails_to_an_address_that_somebody_else_signs_in_with_are_kept(mall, owner):
    """R0.12: one address may own many accounts."""
    UserFactory(email=owner.email)
    message = post_rendered(Mail("reset", owner.email, "en", {}), subject="Hi", text="Dear B", html="")
    delete(mall)
    message.refresh_from_db()
    assert (message.state, message.recipient) == (OutboxMessage.State.WAITING, owner.email)


def test_the_last_mail_goes_out_and_its_row_forgets_the_address(committed, mall, owner):
    delete(mall)
    run_due_jobs("accounts.send_message")
    [mail] = mails()
    assert (mail.to, mail.subject) == (owner.email, "Your account was deleted")
    assert owner.login_id in mail.text
    row = OutboxMessage.objects.get(kind="goodbye")
    assert (row.state, row.recipient, row.subject, row.text, row.html) == (OutboxMessage.State.SENT, "", "", "", "")


def test_a_last_mail_that_nobody_takes_is_forgotten_after_a_week(mall, owner, time_machine):
    delete(mall)
    time_machine.move_to(timezone.now() + dt.timedelta(days=8))
    tidy_up()
    row = OutboxMessage.objects.get(kind="goodbye")
    assert (row.state, row.recipient, row.text) == (OutboxMessage.State.CANCELLED, "", "")


def test_personal_values_leave_the_log_and_the_deed_stays(mall, owner):
    with tenancy.mall(mall.pk):
        record("user.changed", owner, actor=Actor.system(), personal={"email": "old@example.com"})
    delete(mall)
    with tenancy.mall(mall.pk):
        assert not AuditPersonal.objects.exists()
        entry = AuditEntry.objects.get(action="account.deleted")
        assert (entry.actor_kind, entry.actor_id) == ("operator", owner.pk)
        assert AuditEntry.objects.filter(action="user.changed").exists()


def test_a_second_deletion_changes_nothing(mall, owner):
    first = delete(mall).deleted_at
    second = delete(mall).deleted_at
    assert first == second
    assert OutboxMessage.objects.filter(kind="goodbye").count() == 1
    assert Job.objects.filter(task="accounts.erase_mall").count() == 1


def test_a_sub_operator_cannot_delete(mall):
    helper = OperatorFactory(mall=mall).user
    with pytest.raises(NotTheOwner):
        delete_account(helper.pk, actor=Actor.operator(helper.pk))
    mall.refresh_from_db()
    assert mall.is_open


def test_apps_end_what_is_theirs_in_the_same_transaction(mall, monkeypatch):
    monkeypatch.setattr(endings, "_endings", [])
    seen = []

    @endings.when_deleted
    def note(mall_id: int) -> None:
        seen.append((mall_id, tenancy.current_mall_id()))

    delete(mall)
    assert seen == [(mall.pk, mall.pk)]


def test_an_ending_that_fails_undoes_the_deletion(mall, owner, monkeypatch):
    monkeypatch.setattr(endings, "_endings", [])

    @endings.when_deleted
    def fail(mall_id: int) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        delete(mall)
    mall.refresh_from_db()
    owner.refresh_from_db()
    assert mall.is_open
    assert owner.is_active


class TestNoWayBack:
    """R0.71: no screen, link or staff tool brings a deleted account back."""

    def test_the_database_refuses_to_reopen_a_mall(self, mall):
        delete(mall)
        for status in (Mall.Status.OPEN, Mall.Status.DORMANT):
            with pytest.raises(IntegrityError, match="stays deleted"), transaction.atomic():
                Mall.objects.filter(pk=mall.pk).update(status=status)

    def test_the_database_refuses_to_revive_a_person(self, mall, owner):
        delete(mall)
        for change in ({"is_active": True}, {"deleted_at": None}):
            with pytest.raises(IntegrityError, match="stays deleted"), transaction.atomic():
                User.objects.filter(pk=owner.pk).update(**change)

    def test_the_id_cannot_be_given_back(self, mall, owner):
        delete(mall)
        with pytest.raises(IntegrityError), transaction.atomic():
            LoginIdRegistry.objects.filter(login_id=owner.login_id).delete()


class TestErasing:
    def test_every_row_of_the_mall_goes_but_the_log(self, mall, other_mall):
        with tenancy.mall(other_mall.pk):
            record("mall.changed", other_mall, actor=Actor.system(), personal={"name": "B"})
        with tenancy.mall(mall.pk):
            record("mall.changed", mall, actor=Actor.system(), personal={"name": "A"})
        delete(mall)
        self.erase(mall)
        with tenancy.mall(mall.pk):
            for model in mall_models():
                assert model.outlives_mall or not model.objects.exists()
        with tenancy.mall(other_mall.pk):
            assert AuditPersonal.objects.count() == 1

    def test_it_goes_on_in_batches(self, mall, monkeypatch):
        monkeypatch.setattr("accounts.domain.erase_mall.BATCH", 2)
        delete(mall)
        with tenancy.mall(mall.pk):
            for number in range(5):
                record("mall.changed", mall, actor=Actor.system(), personal={"name": number})
        self.erase(mall)
        with tenancy.mall(mall.pk):
            assert AuditPersonal.objects.count() == 0

    def test_files_go_and_those_of_others_stay(self, mall, other_mall):
        folders = [Path(settings.MEDIA_ROOT), Path(settings.PRIVATE_ROOT)]
        for folder in folders:
            for one in (mall, other_mall):
                (folder / str(one.pk)).mkdir(parents=True)
                (folder / str(one.pk) / "file").write_text("x")
        delete(mall)
        self.erase(mall)
        assert [sorted(path.name for path in folder.iterdir()) for folder in folders] == [[str(other_mall.pk)]] * 2

    def test_twice_is_the_same_as_once(self, mall):
        delete(mall)
        self.erase(mall)
        mall.refresh_from_db()
        first = mall.purged_at
        self.erase(mall)
        mall.refresh_from_db()
        assert first is not None
        assert mall.purged_at == first

    def test_an_open_mall_is_not_erased(self, mall):
        with pytest.raises(MallNotDeleted):
            self.erase(mall)

    def test_its_job_runs_for_a_deleted_mall_a_minute_later(self, committed, mall, time_machine):
        delete(mall)
        assert run_due_jobs("accounts.erase_mall") == 0
        time_machine.move_to(timezone.now() + dt.timedelta(seconds=61))
        assert run_due_jobs("accounts.erase_mall") == 1
        assert Job.objects.get(task="accounts.erase_mall").state == Job.State.DONE
        mall.refresh_from_db()
        assert mall.purged_at is not None

    def test_children_stand_before_what_they_refer_to(self):
        order = children_first()
        assert set(order) == set(mall_models())
        assert order.index(AuditPersonal) < order.index(AuditEntry)

    @staticmethod
    def erase(mall: Mall) -> None:
        with tenancy.acting_for(mall.pk, may_be_deleted=True):
            erase_mall(mall.pk)


class TestLegalHold:
    """What the law asks is kept for its time, and nothing more."""

    def test_documents_are_kept_for_five_years_from_their_day(self, mall, monkeypatch, time_machine):
        monkeypatch.setattr(endings, "_legal_sources", [])
        today = timezone.localdate()
        old = today - settings.LEGAL_HOLD - dt.timedelta(days=1)

        @endings.hands_over
        def orders():
            yield endings.LegalDocument("order", "1", today, {"total": "10.00"})
            yield endings.LegalDocument("order", "2", old, {"total": "20.00"})

        delete(mall)
        for _twice in range(2):
            TestErasing.erase(mall)
        with tenancy.mall(mall.pk):
            [kept] = LegalRecord.objects.all()
            assert (kept.reference, kept.document) == ("1", {"total": "10.00"})
            assert kept.keep_until_on == today + settings.LEGAL_HOLD
        assert drop_legal_records(kept.keep_until_on) == 0
        assert drop_legal_records(kept.keep_until_on + dt.timedelta(days=1)) == 1


class TestPage:
    def test_it_shows_consequences_export_and_terms_before_the_button(self, client, cast):
        """R0.69, R0.70: the button is at the bottom, after terms and tick."""
        cast.sign_in(client, "owner")
        text = client.get(PAGE).content.decode()
        places = [
            text.index(part)
            for part in (
                reverse("accounts:export"),
                "cannot be restored",
                "Terms of deletion",
                'name="accepts"',
                'name="password"',
                ">Delete my account<",
            )
        ]
        assert places == sorted(places)

    def test_deleting_signs_out_and_says_goodbye(self, client, committed, cast, mall):
        cast.sign_in(client, "owner")
        response = client.post(PAGE, YES, follow=True)
        assert response.redirect_chain == [("/goodbye/", 302)]
        assert "Your account is deleted" in response.content.decode()
        mall.refresh_from_db()
        assert mall.status == Mall.Status.DELETED
        assert Session.objects.filter(user__isnull=False).count() == 0
        assert client.get(PAGE).headers["Location"].startswith(settings.LOGIN_URL)

    @pytest.mark.parametrize(
        ("data", "named"),
        [
            ({"password": PASSWORD}, "accepts"),
            ({"accepts": "on"}, "password"),
            ({"accepts": "on", "password": "wrong"}, "password"),
            ({"accepts": "on", "password": "x" * 1_000_000}, "password"),
            ({}, "accepts"),
        ],
    )
    def test_without_tick_or_password_nothing_happens(self, client, committed, cast, mall, data, named):
        cast.sign_in(client, "owner")
        response = client.post(PAGE, data)
        assert response.status_code == 422
        assert f'id="id_{named}_error"' in response.content.decode()
        mall.refresh_from_db()
        assert mall.is_open

    @pytest.mark.parametrize("password", ["a\x00b", "\ud800"])
    def test_bytes_no_password_has_are_refused(self, client, committed, cast, mall, password):
        cast.sign_in(client, "owner")
        body = b"accepts=on&password=" + password.encode("utf-8", "surrogatepass")
        response = client.generic("POST", PAGE, body, content_type="application/x-www-form-urlencoded")
        assert response.status_code in {400, 422}
        mall.refresh_from_db()
        assert mall.is_open

    def test_guessing_the_password_ends_after_ten_tries(self, client, committed, cast, mall):
        cast.sign_in(client, "owner")
        answers = [client.post(PAGE, YES | {"password": f"wrong {n}"}).status_code for n in range(11)]
        assert answers == [422] * 10 + [429]
        assert client.post(PAGE, YES).status_code == 429

    def test_a_sub_operator_reads_why_not(self, client, cast, mall):
        cast.sign_in(client, "operator_without_orders")
        assert "Only the owner can delete this account" in client.get(PAGE).content.decode()
        assert client.post(PAGE, YES).status_code == 403
        mall.refresh_from_db()
        assert mall.is_open

    def test_the_owner_of_a_dormant_mall_can_delete_it(self, client, committed, cast, dormant_mall):
        """R0.4: at any time."""
        cast.sign_in(client, "owner")
        assert client.get(PAGE).status_code == 200
        assert client.post(PAGE, YES).status_code == 302
        dormant_mall.refresh_from_db()
        assert dormant_mall.status == Mall.Status.DELETED

    def test_it_needs_a_token_and_a_sign_in(self, cast, mall):
        strict = Client(enforce_csrf_checks=True, HTTP_HOST=settings.PLATFORM_HOST)
        assert strict.get(PAGE).headers["Location"].startswith(settings.LOGIN_URL)
        cast.sign_in(strict, "owner")
        assert strict.post(PAGE, YES).status_code == 403
        assert strict.put(PAGE).status_code in {403, 405}


def test_exports_end_with_the_mall(mall, owner):
    DataExport.objects.create(mall=mall, requested_by=owner, path="x")
    delete(mall)
    assert not DataExport.objects.exists()


def test_many_malls_do_not_meet(mall):
    others = [MallFactory() for _number in range(3)]
    delete(mall)
    assert Mall.objects.filter(pk__in=[other.pk for other in others], status=Mall.Status.OPEN).count() == 3


class Refusing(socketserver.StreamRequestHandler):
    """A mail server that knows nobody."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            word = line[:4].upper()
            answer = b"550 5.1.1 no such user " + line if word == b"RCPT" else b"250 fine\r\n"
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else answer)


def test_a_last_mail_that_is_refused_leaves_no_address_either(committed, mall, owner, settings):
    delete(mall)
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Refusing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address[:2]
        run_due_jobs("accounts.send_message")
        server.shutdown()
    row = OutboxMessage.objects.get(kind="goodbye")
    assert (row.state, row.recipient, row.text, row.last_error) == (OutboxMessage.State.REFUSED, "", "", "550")
    assert not RefusedAddress.objects.exists()
