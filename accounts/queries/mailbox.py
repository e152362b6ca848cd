"""The mails that the development backend wrote, newest first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

MOST_MAILS = 200
NAME = re.compile(r"^\d{8}T\d{6}\.\d{6}-\w+\Z")


@dataclass(frozen=True, slots=True)
class SentMail:
    """One mail as its receiver would see it."""

    name: str
    to: str
    sender: str
    subject: str
    at: datetime
    text: str
    html: str


def newest_mails() -> list[SentMail]:
    """The last MOST_MAILS mails."""
    return list(_read_all(sorted(Path(settings.MAIL_FOLDER).glob("*.eml"), reverse=True)[:MOST_MAILS]))


def find_mail(name: str) -> SentMail | None:
    """One mail by its file name without the suffix; None where there is none."""
    path = Path(settings.MAIL_FOLDER) / f"{name}.eml"
    return next(_read_all([path]), None) if NAME.match(name) else None


def _read_all(paths: list[Path]) -> Iterator[SentMail]:
    for path in paths:
        if NAME.match(path.stem) and path.exists():
            yield _read(path)


def _read(path: Path) -> SentMail:
    message: EmailMessage = message_from_bytes(path.read_bytes(), policy=policy.default)
    return SentMail(
        name=path.stem,
        to=str(message["To"]),
        sender=str(message["From"]),
        subject=str(message["Subject"]),
        at=datetime.strptime(path.stem.partition("-")[0], "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC),
        text=_body(message, "plain"),
        html=_body(message, "html"),
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""
