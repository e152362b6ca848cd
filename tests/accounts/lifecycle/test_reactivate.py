"""A dormant mall is asked for, decided about, and comes back as it was (R0.76 to R0.82)."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor, record
from accounts.domain.delete_account import delete_account
from accounts.domain.reactivate import (
    AlreadyDecided,
    Asked,
    MallNotDormant,
    NothingToWake,
    approve,
    file_request,
    refuse,
)
from accounts.domain.reactivate import file_mailed_request as file_mailed
from accounts.models import AuditEntry, Mall, OutboxMessage, ReactivationRequest
from tests.accounts.lifecycle.test_support_mail import TEMPLATE, mail
from tests.factories import UserFactory

PAGE = "/admin/dormant/"
STAFF = Actor.staff(1)


@pytest.fixture
def staff(db: None) -> Actor:
    return Actor.staff(UserFactory(is_staff=True).pk)


def file(mall: Mall) -> ReactivationRequest:
    return file_request(mall.pk, message="please", actor=Actor.system())


def asked(owner, **changes: str) -> Asked:
    values = {
        "login_id": owner.login_id,
        "email": owner.email,
        "sender": owner.email,
        "message": "please",
        "message_id": "<1@example.com>",
    }
    return Asked(**(values | changes))


def kinds() -> list[str]:
    return list(OutboxMessage.objects.order_by("pk").values_list("kind", flat=True))


def actions(mall: Mall) -> list[str]:
    with tenancy.mall(mall.pk):
        return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


class TestFiling:
    def test_a_request_is_due_three_business_days_on_and_confirmed(self, dormant_mall, owner, time_machine):
        time_machine.move_to(dt.datetime(2026, 11, 27, 14, 59, tzinfo=dt.UTC))  # Friday night in Seoul
        request = file(dormant_mall)
        assert request.due_on == dt.date(2026, 12, 2)
        assert (request.login_id, request.email, request.channel) == (owner.login_id, owner.email, "admin")
        message = OutboxMessage.objects.get(kind="reactivation_received")
        assert message.recipient == owner.email
        assert "Dec. 2, 2026" in message.text or "December 2, 2026" in message.text

    def test_the_day_is_seouls(self, dormant_mall, time_machine):
        time_machine.move_to(dt.datetime(2026, 11, 26, 15, 1, tzinfo=dt.UTC))  # Friday already in Seoul
        assert file(dormant_mall).due_on == dt.date(2026, 12, 2)

    def test_a_second_request_while_one_waits_is_the_same(self, dormant_mall):
        assert file(dormant_mall) == file(dormant_mall)
        assert kinds() == ["reactivation_received"]

    def test_an_open_mall_has_nothing_to_ask(self, mall):
        with pytest.raises(MallNotDormant):
            file(mall)


class TestMail:
    def test_id_and_address_of_a_dormant_mall_find_it(self, dormant_mall, owner):
        request = file_mailed(asked(owner, login_id=owner.login_id.upper(), email=owner.email.upper()))
        assert (request.mall, request.channel) == (dormant_mall, "mail")
        assert (request.login_id, request.email) == (owner.login_id, owner.email)
        assert kinds() == ["reactivation_received"]
        assert OutboxMessage.objects.get().recipient == owner.email

    def test_the_same_mail_twice_does_nothing(self, dormant_mall, owner):
        first = file_mailed(asked(owner))
        assert file_mailed(asked(owner)) == first
        assert kinds() == ["reactivation_received"]

    def test_another_mail_while_one_waits_is_added_to_it(self, dormant_mall, owner):
        first = file_mailed(asked(owner))
        second = file_mailed(asked(owner, message="any news?", message_id="<2@example.com>"))
        assert second == first
        assert "any news?" in second.message
        assert ReactivationRequest.objects.count() == 1

    @pytest.mark.parametrize(
        "changes",
        [{"login_id": "nobody1"}, {"login_id": ""}, {"email": "wrong@example.com"}, {"email": ""}],
    )
    def test_what_does_not_fit_is_filed_for_staff_and_nobody_is_told(self, dormant_mall, owner, changes):
        """Nothing tells the sender which IDs exist, and nobody takes the mall's place in the queue."""
        request = file_mailed(asked(owner, **changes))
        assert request.mall is None
        assert request.state == "waiting"
        assert kinds() == []
        assert file(dormant_mall).mall == dormant_mall

    def test_an_open_mall_is_not_told_apart_from_an_unknown_one(self, mall, owner):
        request = file_mailed(asked(owner))
        assert request.mall is None
        assert kinds() == []

    def test_a_very_long_message_id_is_read_once_too(self, dormant_mall, owner):
        first = file_mailed(asked(owner, message_id="<" + "x" * 5000 + "@example.com>"))
        assert file_mailed(asked(owner, message_id="<" + "x" * 5000 + "@example.com>")) == first


class TestCommand:
    @staticmethod
    def receive(monkeypatch, raw: bytes) -> str:
        out = io.StringIO()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
        call_command("receive_support_mail", stdout=out)
        return out.getvalue()

    def test_a_mail_on_stdin_becomes_a_request(self, dormant_mall, owner, monkeypatch):
        text = TEMPLATE.format(id=owner.login_id, email=owner.email)
        answer = self.receive(monkeypatch, mail(text))
        request = ReactivationRequest.objects.get()
        assert request.mall == dormant_mall
        assert answer == f"Request {request.pk}, due {request.due_on}.\n"

    @pytest.mark.parametrize("raw", [b"", b"\xff\x00", b"From: a@example.com\nSubject: hello\n\nhow are you?\n"])
    def test_what_is_no_request_ends_with_65_and_a_line(self, db, monkeypatch, raw):
        with pytest.raises(CommandError) as error:
            self.receive(monkeypatch, raw)
        assert error.value.returncode == 65
        assert len(str(error.value).splitlines()) == 1
        assert not ReactivationRequest.objects.exists()

    def test_a_machines_mail_is_ignored(self, db, monkeypatch):
        text = TEMPLATE.format(id="a123", email="a@example.com")
        assert self.receive(monkeypatch, mail(text, Auto_Submitted="auto-replied")).startswith("Ignored")
        assert not ReactivationRequest.objects.exists()


class TestDecision:
    def test_approval_brings_everything_back(self, dormant_mall, shopper, staff):
        """R0.82."""
        with tenancy.mall(dormant_mall.pk):
            record("mall.changed", dormant_mall, actor=Actor.system())
        request = approve(file(dormant_mall).pk, actor=staff)
        dormant_mall.refresh_from_db()
        assert dormant_mall.is_open
        assert (dormant_mall.dormant_at, dormant_mall.dormancy_warnings_sent) == (None, 0)
        assert timezone.now() - dormant_mall.last_active_at < dt.timedelta(minutes=1)
        assert (request.state, request.decided_by_id) == ("approved", staff.id)
        assert actions(dormant_mall) == ["mall.changed", "mall.reactivation_requested", "mall.reactivated"]
        with tenancy.mall(dormant_mall.pk):
            entry = AuditEntry.objects.get(action="mall.reactivated")
        assert (entry.actor_kind, entry.actor_id) == ("staff", staff.id)
        assert kinds() == ["reactivation_received", "reactivation_approved"]
        assert shopper.get("/").status_code != 503

    def test_refusal_says_why_and_may_be_followed_by_another_request(self, dormant_mall, owner, staff):
        first = file(dormant_mall)
        refuse(first.pk, reason="The ID card is missing.", actor=staff)
        dormant_mall.refresh_from_db()
        assert dormant_mall.is_dormant
        message = OutboxMessage.objects.get(kind="reactivation_refused")
        assert "The ID card is missing." in message.text
        assert message.recipient == owner.email
        second = file(dormant_mall)
        assert second != first
        approve(second.pk, actor=staff)
        dormant_mall.refresh_from_db()
        assert dormant_mall.is_open

    def test_a_request_is_decided_once(self, dormant_mall, staff):
        request = file(dormant_mall)
        approve(request.pk, actor=staff)
        with pytest.raises(AlreadyDecided):
            approve(request.pk, actor=staff)
        with pytest.raises(AlreadyDecided):
            refuse(request.pk, reason="no", actor=staff)
        assert kinds() == ["reactivation_received", "reactivation_approved"]

    def test_a_deleted_mall_is_not_woken(self, dormant_mall, owner, staff):
        """R0.71."""
        request = file(dormant_mall)
        delete_account(owner.pk, actor=Actor.operator(owner.pk))
        with pytest.raises(AlreadyDecided):
            approve(request.pk, actor=staff)
        request.refresh_from_db()
        assert (request.state, request.email, request.message) == ("refused", "", "")
        late = ReactivationRequest.objects.create(
            mall=dormant_mall, channel="mail", login_id="x", email="", due_on=timezone.localdate()
        )
        with pytest.raises(MallNotDormant):
            approve(late.pk, actor=staff)
        dormant_mall.refresh_from_db()
        assert dormant_mall.status == Mall.Status.DELETED

    def test_a_request_without_a_mall_is_only_refused_and_the_mail_gives_nothing_away(self, dormant_mall, owner, staff):
        request = file_mailed(asked(owner, email="wrong@example.com", sender="wrong@example.com"))
        with pytest.raises(NothingToWake):
            approve(request.pk, actor=staff)
        refuse(request.pk, reason="mall exists, address differs", actor=staff)
        message = OutboxMessage.objects.get()
        assert (message.kind, message.recipient) == ("reactivation_unmatched", "wrong@example.com")
        assert "address differs" not in message.text

    def test_a_refusal_to_a_sender_that_is_no_address_sends_nothing(self, dormant_mall, owner, staff):
        request = file_mailed(asked(owner, email="", sender="not an address"))
        refuse(request.pk, reason="-", actor=staff)
        assert kinds() == []


class TestPage:
    def test_it_fills_the_template_in(self, dormant_mall, owner, cast, client, settings):
        """R0.76 to R0.79."""
        settings.SUPPORT_EMAIL = "help@example.com"
        cast.sign_in(client, "owner")
        text = client.get(PAGE).content.decode()
        assert "Account reactivation request" in text
        assert f"▶ ID: {owner.login_id}\n▶ E-mail: {owner.email}\n" in text
        assert "mailto:help@example.com?subject=Account%20reactivation%20request&amp;body=I%20would" in text

    def test_the_request_is_filed_right_there_and_its_state_shown(self, dormant_mall, cast, client, staff):
        cast.sign_in(client, "owner")
        response = client.post(PAGE, {"message": "please"}, follow=True)
        assert response.redirect_chain == [(PAGE, 302)]
        assert "Your request is with support." in response.content.decode()
        request = ReactivationRequest.objects.get()
        assert (request.mall, request.message) == (dormant_mall, "please")
        refuse(request.pk, reason="<b>No</b> card", actor=staff)
        text = client.get(PAGE).content.decode()
        assert "&lt;b&gt;No&lt;/b&gt; card" in text
        assert "You may ask again." in text
        assert "Ask for reactivation" in text

    def test_forged_fields_are_not_read(self, dormant_mall, other_mall, owner, cast, client):
        cast.sign_in(client, "owner")
        client.post(PAGE, {"message": "x", "login_id": "other1", "email": "e@example.com", "mall": other_mall.pk})
        request = ReactivationRequest.objects.get()
        assert (request.mall, request.login_id, request.email) == (dormant_mall, owner.login_id, owner.email)

    def test_a_message_too_long_comes_back_whole(self, dormant_mall, cast, client):
        cast.sign_in(client, "owner")
        response = client.post(PAGE, {"message": "y" * 6000})
        assert response.status_code == 422
        assert "y" * 6000 in response.content.decode()
        assert not ReactivationRequest.objects.exists()

    def test_a_sub_operator_is_sent_to_the_owner_and_sees_no_address(self, dormant_mall, owner, cast, client):
        cast.sign_in(client, "operator_with_orders")
        text = client.get(PAGE).content.decode()
        assert owner.email not in text
        assert client.post(PAGE, {"message": ""}).status_code == 403
        assert not ReactivationRequest.objects.exists()

    def test_the_operator_of_an_open_mall_goes_home(self, mall, cast, client):
        cast.sign_in(client, "owner")
        assert client.get(PAGE)["Location"] == "/admin/"

    def test_nobody_signed_in_goes_to_the_login_page(self, db, client):
        assert client.get(PAGE)["Location"].startswith("/login/")


class TestQueue:
    """What staff see (R0.81)."""

    LIST = "/support/accounts/reactivationrequest/"

    def test_waiting_requests_come_first_by_due_day_and_late_ones_are_marked(self, dormant_mall, cast, client):
        day = timezone.localdate()

        def row(login_id: str, due_in: int, state: str = "waiting") -> None:
            ReactivationRequest.objects.create(
                channel="mail", login_id=login_id, email="x", due_on=day + dt.timedelta(days=due_in), state=state
            )

        row("later1", 3), row("late1", -1), row("done1", -5, "refused")
        cast.sign_in(client, "staff")
        text = client.get(self.LIST).content.decode()
        assert text.index("late1") < text.index("later1") < text.index("done1")
        assert text.count("overdue") == 1

    def test_the_check_tells_whether_the_address_fits(self, dormant_mall, owner, cast, client):
        request = file_mailed(asked(owner, email="wrong@example.com"))
        cast.sign_in(client, "staff")
        text = client.get(f"{self.LIST}{request.pk}/change/").content.decode()
        assert "another one" in text
        assert "/approve/" not in text
        assert "/refuse/" in text

    def test_staff_approve_after_a_question(self, dormant_mall, cast, client):
        request = file(dormant_mall)
        user = cast.sign_in(client, "staff")
        assert f"{request.pk}/approve/" in client.get(f"{self.LIST}{request.pk}/change/").content.decode()
        page = f"{self.LIST}{request.pk}/approve/"
        assert client.get(page).status_code == 200
        dormant_mall.refresh_from_db()
        assert dormant_mall.is_dormant
        assert client.post(page).status_code == 302
        dormant_mall.refresh_from_db()
        assert dormant_mall.is_open
        request.refresh_from_db()
        assert request.decided_by == user
        again = client.post(page, follow=True).content.decode()
        assert "decided already" in again

    def test_staff_refuse_with_a_reason_only(self, dormant_mall, cast, client):
        request = file(dormant_mall)
        cast.sign_in(client, "staff")
        page = f"{self.LIST}{request.pk}/refuse/"
        assert client.post(page, {"reason": " "}).status_code == 422
        assert client.post(page, {"reason": "No card."}).status_code == 302
        request.refresh_from_db()
        assert (request.state, request.reason) == ("refused", "No card.")

    @pytest.mark.parametrize("page", ["add/", "{pk}/delete/"])
    def test_nothing_is_added_or_deleted_by_hand(self, dormant_mall, cast, client, page):
        request = file(dormant_mall)
        cast.sign_in(client, "staff")
        assert client.post(f"{self.LIST}{page.format(pk=request.pk)}", {"post": "yes"}).status_code == 403
        assert ReactivationRequest.objects.filter(pk=request.pk).exists()

    def test_nothing_is_changed_by_hand(self, dormant_mall, cast, client):
        request = file(dormant_mall)
        cast.sign_in(client, "staff")
        assert client.post(f"{self.LIST}{request.pk}/change/", {"state": "approved"}).status_code == 403
        request.refresh_from_db()
        assert request.state == "waiting"

    @pytest.mark.parametrize("who", ["owner", "other_mall", None])
    def test_nobody_else_gets_in(self, dormant_mall, cast, client, who):
        request = file(dormant_mall)
        cast.sign_in(client, who)
        for page in ("", f"{request.pk}/change/", f"{request.pk}/approve/", f"{request.pk}/refuse/"):
            assert client.post(f"{self.LIST}{page}", {"reason": "x"}).status_code in {302, 403, 404}
        request.refresh_from_db()
        assert request.state == "waiting"

    def test_an_unknown_request_leads_back(self, cast, client):
        cast.sign_in(client, "staff")
        assert client.get(f"{self.LIST}999999/approve/").status_code == 302
