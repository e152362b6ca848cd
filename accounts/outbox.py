"""Post mails: rows in the caller's transaction, sent by a worker with retries (design 4)."""

from __future__ import annotations

import smtplib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts import alimtalk
from accounts.jobs import PassingError, enqueue, retry_job
from accounts.models import Job, OutboxMessage, RefusedAddress

log = structlog.get_logger(__name__)

SEND_TASK = "accounts.send_message"
ALIMTALK_TRIES = 3
# Mails to people whose data is gone already: once sent or refused, the row names nobody any more (R0.71).
FORGOTTEN_ONCE_OVER = frozenset({"goodbye"})
FORGOTTEN: dict[str, Any] = {
    "recipient": "",
    "fallback_to": "",
    "variables": {},
    "subject": "",
    "text": "",
    "html": "",
    "sealed_text": "",
    "sealed_html": "",
}


@dataclass(frozen=True, slots=True)
class Mail:
    """What to say: `kind` names the template pair mail/<kind>.txt and .html; the first line of .txt is the subject.

    `has_secret` seals the body in the outbox and blanks it once it is sent (codes, links, passwords). `sender_name`
    stands before the platform's own address; answers go to `reply_to` (a store's mails to its shoppers). With a
    `phone` that can receive it, it goes as an AlimTalk of the same kind first (alimtalk/<kind>.<language>.txt), filled
    with `variables`; the mail takes its place where that is refused or not to be had.
    """

    kind: str
    to: str
    language: str
    context: dict[str, Any]
    mall_id: int | None = None
    has_secret: bool = False
    stream: str = ""
    sender_name: str = ""
    reply_to: str = ""
    phone: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)


def post(mail: Mail) -> OutboxMessage:
    """Write a mail into the outbox of the current transaction; it leaves after the commit, or never."""
    with translation.override(mail.language or settings.LANGUAGE_CODE):
        context = {"platform_name": settings.PLATFORM_NAME, **mail.context}
        subject, _newline, text = render_to_string(f"mail/{mail.kind}.txt", context).strip().partition("\n")
        html = render_to_string(f"mail/{mail.kind}.html", {**context, "subject": subject})
    return post_rendered(mail, subject=subject, text=text.strip() + "\n", html=html)


@transaction.atomic
def post_rendered(mail: Mail, *, subject: str, text: str, html: str) -> OutboxMessage:
    """The same for a body that is already rendered (texts that merchants edit)."""
    message = OutboxMessage(
        mall_id=mail.mall_id,
        kind=mail.kind,
        stream=mail.stream,
        recipient=mail.to,
        language=mail.language,
        sender_name=mail.sender_name[:80],
        reply_to=mail.reply_to,
        subject=" ".join(subject.split())[:200],
    )
    phone = alimtalk.mobile(mail.phone) if alimtalk.is_offered(mail.kind, mail.language) else ""
    if phone:
        alimtalk.filled_text(mail.kind, mail.language, mail.variables)  # a variable that is missing shows here
        message.channel, message.recipient, message.fallback_to = OutboxMessage.Channel.ALIMTALK, phone, mail.to
        message.variables = dict(mail.variables)
    if mail.has_secret:
        message.seal("sealed_text", text)
        message.seal("sealed_html", html)
    else:
        message.text, message.html = text, html
    message.save()
    enqueue(SEND_TASK, message_id=message.pk)
    return message


def is_refused(address: str) -> bool:
    """Whether the server of an address refused our mail for good (5xx)."""
    return RefusedAddress.objects.filter(email=address.lower()).exists()


def send(message_id: int) -> None:
    """Hand one message to the mail server or the AlimTalk provider; a second call for a sent one does nothing.

    Raises PassingError where the server is away or says "later" (4xx), or where an earlier message of the same
    stream has not left yet. A 5xx answer is final: the address is marked and the row says why. An AlimTalk that is
    refused, or away for ALIMTALK_TRIES, becomes the mail that it carries.
    """
    message = OutboxMessage.objects.get(pk=message_id)
    if message.state != OutboxMessage.State.WAITING:
        return
    if _waits_for_another(message):
        raise PassingError("An earlier message of this stream has not left yet.", after_seconds=10, counts=False)
    OutboxMessage.objects.filter(pk=message.pk).update(attempts=F("attempts") + 1)
    if message.channel == OutboxMessage.Channel.ALIMTALK and _alimtalk_left(message):
        return
    try:
        _deliver(message)
    except smtplib.SMTPRecipientsRefused as error:
        code, reason = next(iter(error.recipients.values()))
        _note_refusal(message, code, reason, is_address=True)
    except smtplib.SMTPDataError as error:
        _note_refusal(message, error.smtp_code, error.smtp_error, is_address=False)
    except (smtplib.SMTPException, OSError) as error:
        # Greeting, sign-in or sender refused: our own set-up or their server, never this one receiver.
        _note_delay(message, f"{type(error).__name__}: {error}")
    else:
        _note_sent(message)


def _alimtalk_left(message: OutboxMessage) -> bool:
    """Send an AlimTalk; False where its mail has to go instead, which the row then is. Raises PassingError."""
    try:
        alimtalk.deliver(message)
    except alimtalk.Away as error:
        if message.attempts + 1 < ALIMTALK_TRIES:
            _note_delay(message, str(error))
        reason = str(error)
    except alimtalk.Refused as error:
        reason = str(error)
    else:
        _note_sent(message)
        return True
    log.warning("alimtalk_by_mail", message_id=message.pk, reason=reason)
    message.channel, message.recipient = OutboxMessage.Channel.MAIL, message.fallback_to
    message.last_error = f"AlimTalk: {reason}"[:2000]
    message.save(update_fields=["channel", "recipient", "last_error"])
    return False


def _note_sent(message: OutboxMessage) -> None:
    OutboxMessage.objects.filter(pk=message.pk).update(
        state=OutboxMessage.State.SENT,
        sent_at=timezone.now(),
        last_error="",
        **_left_behind(message),
    )


def retry(message_id: int) -> bool:
    """Send a waiting or refused message again now (staff). False where it left, or nothing is left to send."""
    with transaction.atomic():
        message = OutboxMessage.objects.select_for_update().filter(pk=message_id).first()
        may_go = {OutboxMessage.State.WAITING, OutboxMessage.State.REFUSED}
        if message is None or message.state not in may_go or not message.has_body:
            return False
        message.state = OutboxMessage.State.WAITING
        message.save(update_fields=["state"])
        job = Job.objects.filter(task=SEND_TASK, arguments__message_id=message.pk).order_by("-pk").first()
        if job is None or not retry_job(job.pk):
            enqueue(SEND_TASK, message_id=message.pk)
        return True


def _waits_for_another(message: OutboxMessage) -> bool:
    """Whether an earlier message of the stream is still on its way; one that was given up holds nobody up."""
    if not message.stream:
        return False
    earlier = OutboxMessage.objects.filter(
        stream=message.stream, pk__lt=message.pk, state=OutboxMessage.State.WAITING
    ).values_list("pk", flat=True)
    ids = list(earlier)
    given_up = Job.objects.filter(task=SEND_TASK, state=Job.State.FAILED, arguments__message_id__in=ids).count()
    return len(ids) > given_up


def _left_behind(message: OutboxMessage) -> dict[str, Any]:
    return FORGOTTEN if message.kind in FORGOTTEN_ONCE_OVER else {"sealed_text": "", "sealed_html": ""}


def _deliver(message: OutboxMessage) -> None:
    text = message.reveal("sealed_text") or message.text
    html = message.reveal("sealed_html") or message.html
    sender = settings.DEFAULT_FROM_EMAIL
    if message.sender_name:
        sender = f'"{message.sender_name.replace(chr(34), "")}" <{settings.DEFAULT_FROM_EMAIL}>'
    mail = EmailMultiAlternatives(
        message.subject,
        text,
        sender,
        [message.recipient],
        reply_to=[message.reply_to] if message.reply_to else None,
        headers={"X-Message-Id": str(message.pk), "Auto-Submitted": "auto-generated"},
    )
    if html:
        mail.attach_alternative(html, "text/html")
    mail.send()


def _note_refusal(message: OutboxMessage, code: int, reason: bytes | str, *, is_address: bool) -> None:
    """4xx: later. 5xx: never again. A body that carried a secret is blanked: the secret has no use any more."""
    text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
    if not 500 <= code < 600:
        _note_delay(message, f"{code} {text}")
    log.warning("mail_refused", message_id=message.pk, code=code)
    is_forgotten = message.kind in FORGOTTEN_ONCE_OVER
    with transaction.atomic():
        OutboxMessage.objects.filter(pk=message.pk).update(
            state=OutboxMessage.State.REFUSED,
            last_error=str(code) if is_forgotten else f"{code} {text}"[:2000],
            **_left_behind(message),
        )
        if is_address and not is_forgotten:
            RefusedAddress.objects.update_or_create(
                email=message.recipient.lower(),
                defaults={"reason": f"{code} {text}"[:500], "refused_at": timezone.now()},
            )


def _note_delay(message: OutboxMessage, error: str) -> None:
    OutboxMessage.objects.filter(pk=message.pk).update(last_error=error[:2000])
    raise PassingError(error)
