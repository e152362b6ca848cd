"""The outbox against mail servers that refuse, say later, or hang (security.md F8)."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

import pytest

from accounts.jobs import PassingError
from accounts.models import Job, OutboxMessage, RefusedAddress
from accounts.outbox import Mail, post_rendered, retry, send
from cafe24clone.runner.processes import free_port
from tests.accounts.jobs import trial_tasks

pytestmark = pytest.mark.django_db
SECRET = "123456-secret"


@contextlib.contextmanager
def smtp_server(**answers: str) -> Iterator[int]:
    """A server that says 250 to everything but what `answers` names (greeting, MAIL, RCPT, DATA, end)."""
    port = free_port()
    listener = socket.create_server(("127.0.0.1", port))
    stop = threading.Event()

    def serve() -> None:
        while not stop.is_set():
            with contextlib.suppress(OSError):
                connection, _address = listener.accept()
                with connection:
                    talk(connection, answers, stop)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield port
    finally:
        stop.set()
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        listener.close()
        thread.join(5)


def talk(connection: socket.socket, answers: dict[str, str], stop: threading.Event) -> None:
    if answers.get("greeting") == "hang":
        stop.wait(10)
        return
    connection.sendall(f"{answers.get('greeting', '220 here')}\r\n".encode())
    file = connection.makefile("rb")
    for line in file:
        word = line.split(b" ")[0].strip().upper().decode()
        if word == "DATA" and "DATA" not in answers:
            connection.sendall(b"354 go on\r\n")
            while file.readline().strip() != b".":
                pass
            connection.sendall(f"{answers.get('end', '250 taken')}\r\n".encode())
            continue
        connection.sendall(f"{answers.get(word, '250 fine')}\r\n".encode())
        if word == "QUIT":
            return


@pytest.fixture
def smtp(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = "127.0.0.1", False, 1
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    return settings


def posted(*, secret: bool = True, stream: str = "") -> OutboxMessage:
    mail = Mail("code", "a@example.com", "en", {}, has_secret=secret, stream=stream)
    return post_rendered(mail, subject="Code", text=SECRET, html=f"<p>{SECRET}</p>")


def test_a_secret_is_sealed_until_it_is_sent_and_gone_afterwards(smtp):
    message = posted()
    row = OutboxMessage.objects.filter(pk=message.pk).values().get()
    assert SECRET not in str(row)
    assert message.reveal("sealed_text") == SECRET
    with smtp_server() as smtp.EMAIL_PORT:
        send(message.pk)
    message.refresh_from_db()
    assert (message.state, message.sealed_text, message.sealed_html, message.text) == ("sent", "", "", "")


@pytest.mark.parametrize(
    "answers",
    [{"greeting": "421 busy"}, {"RCPT": "450 later"}, {"end": "451 later"}, {"greeting": "554 not you"},
     {"MAIL": "550 wrong sender"}, {"greeting": "hang"}],
    ids=str,
)  # fmt: skip
def test_trouble_that_may_pass_leaves_the_mail_waiting(smtp, answers):
    message = posted()
    with smtp_server(**answers) as smtp.EMAIL_PORT, pytest.raises(PassingError):
        send(message.pk)
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("waiting", 1)
    assert message.last_error
    assert message.reveal("sealed_text") == SECRET
    assert not RefusedAddress.objects.exists()


def test_a_server_that_is_away_leaves_the_mail_waiting_and_the_job_comes_back(smtp):
    smtp.EMAIL_PORT = free_port()
    message = posted()
    job = Job.objects.get(arguments__message_id=message.pk)
    trial_tasks.app.loader.import_default_modules()
    trial_tasks.app.tasks[job.task](job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("waiting", 1)
    assert "ConnectionRefusedError" in job.last_error


def test_a_refused_address_is_final_and_marked(smtp):
    message = posted()
    with smtp_server(RCPT="550 no such box") as smtp.EMAIL_PORT:
        send(message.pk)
        send(message.pk)
    message.refresh_from_db()
    assert (message.state, message.attempts, message.sealed_text) == ("refused", 1, "")
    assert "550 no such box" in message.last_error
    assert RefusedAddress.objects.get().email == "a@example.com"


def test_a_refused_text_does_not_mark_the_address(smtp):
    message = posted(secret=False)
    with smtp_server(end="554 spam") as smtp.EMAIL_PORT:
        send(message.pk)
    message.refresh_from_db()
    assert message.state == "refused"
    assert not RefusedAddress.objects.exists()
    assert retry(message.pk)


def test_messages_of_a_stream_leave_in_order(smtp):
    first, second, other = posted(stream="order-1"), posted(stream="order-1"), posted(stream="order-2")
    with smtp_server() as smtp.EMAIL_PORT:
        with pytest.raises(PassingError) as waits:
            send(second.pk)
        assert not waits.value.counts
        send(other.pk)
        send(first.pk)
        send(second.pk)
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {"sent"}


def test_a_message_that_was_given_up_holds_nobody_up(smtp):
    first, second = posted(stream="order-1"), posted(stream="order-1")
    Job.objects.filter(arguments__message_id=first.pk).update(state=Job.State.FAILED)
    with smtp_server() as smtp.EMAIL_PORT:
        send(second.pk)
    second.refresh_from_db()
    assert second.state == "sent"
