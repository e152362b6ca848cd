"""The development mail backend: each mail becomes a file that /-/mail/ shows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.utils import timezone


class EmlFileBackend(BaseEmailBackend):
    """Write `<MAIL_FOLDER>/<time>-<id>.eml`, whole or not at all."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAIL_FOLDER)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            mime = message.message()
            stamp = timezone.now().strftime("%Y%m%dT%H%M%S.%f")
            target = folder / f"{stamp}-{message.extra_headers.get('X-Message-Id', '0')}.eml"
            unfinished = target.with_suffix(".part")
            unfinished.write_bytes(mime.as_bytes())
            unfinished.rename(target)
        return len(email_messages)
