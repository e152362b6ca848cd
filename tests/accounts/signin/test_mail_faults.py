"""Mail servers that refuse, delay or hang: pages answer at once, nothing is half made, the mail comes later (F8)."""

from __future__ import annotations

import pytest
from django.core.mail import get_connection
from django.utils import timezone

from accounts.models import Job, LoginIdRegistry, Mall, OutboxMessage, RefusedAddress, User
from cafe24clone.runner.processes import free_port
from tests.accounts.signin.people import EMAIL, sign_up_values
from tests.ledger import run_due_jobs
from tests.smtp import mail_server

pytestmark = pytest.mark.usefixtures("committed")
SIGNUP = "/signup/"


@pytest.fixture
def smtp(settings):
    """Mails go over SMTP to a port that is given later."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = "127.0.0.1", False, 1
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    return settings


def ask_for_code(client, server) -> None:
    """Press Verify; the page comes without a word to the mail server, so no mail server can delay it."""
    before = server.connections
    answer = client.post(SIGNUP, sign_up_values(action="send_code"))
    assert (answer.status_code, answer.context["proof"]) == (200, "sent")
    assert server.connections == before


@pytest.mark.parametrize("mode", ["no_server", "busy", "later", "hangs"])
def test_a_mail_server_that_is_away_delays_the_code_and_nothing_else(client, smtp, mode):
    """Refused, 421, 451, hanging."""
    with mail_server("well" if mode == "no_server" else mode) as server:
        smtp.EMAIL_PORT = free_port() if mode == "no_server" else server.port
        ask_for_code(client, server)
        run_due_jobs("accounts.send_message")
        message = OutboxMessage.objects.get()
        assert (message.state, message.attempts) == ("waiting", 1)
        assert message.last_error
        job = Job.objects.get(task="accounts.send_message")
        assert job.state == Job.State.WAITING
        assert job.run_after > timezone.now()
        assert not RefusedAddress.objects.exists()
        server.mode, smtp.EMAIL_PORT = "well", server.port
        Job.objects.update(run_after=timezone.now())
        run_due_jobs("accounts.send_message")
        assert len(server.received) == 1
    message.refresh_from_db()
    assert (message.state, message.sealed_text, message.text) == ("sent", "", "")
    assert (User.objects.count(), Mall.objects.count(), LoginIdRegistry.objects.count()) == (0, 0, 0)


def test_a_final_refusal_of_the_address_marks_it_and_the_page_says_so(client, smtp):
    """550"""
    with mail_server("unknown") as server:
        smtp.EMAIL_PORT = server.port
        ask_for_code(client, server)
        run_due_jobs("accounts.send_message")
    assert OutboxMessage.objects.get().state == "refused"
    assert RefusedAddress.objects.get().email == EMAIL
    assert "refuses our mail" in client.get("/signup/mail/").content.decode()
    assert Job.objects.get(task="accounts.send_message").state == Job.State.DONE


def test_a_code_that_arrived_late_still_opens_the_account(client, smtp):
    with mail_server("later") as server:
        smtp.EMAIL_PORT = server.port
        ask_for_code(client, server)
        run_due_jobs("accounts.send_message")
        server.mode = "well"
        Job.objects.update(run_after=timezone.now())
        run_due_jobs("accounts.send_message")
        code = next(line.strip() for line in server.received[0].decode().splitlines() if line.startswith("    "))
        assert client.post(SIGNUP, sign_up_values(code=code)).status_code == 302
    assert Mall.objects.get().host == "annashop1"


def test_the_code_is_readable_in_no_row_of_the_outbox(client, smtp):
    with mail_server() as server:
        smtp.EMAIL_PORT = server.port
        ask_for_code(client, server)
        waiting = str(OutboxMessage.objects.values().get())
        run_due_jobs("accounts.send_message")
        code = next(line.strip() for line in server.received[0].decode().splitlines() if line.startswith("    "))
    assert code not in waiting
    assert code not in str(OutboxMessage.objects.values().get())
    assert get_connection().timeout == 1
