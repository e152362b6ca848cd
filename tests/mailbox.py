"""Read the mails that EmlFileBackend wrote, as their receiver would."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings

CODE = re.compile(r"(?m)^\s*([BCDFGHJKLMNPQRSTVWXZ23456789]{6})\s*$")
LINK = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class ReadMail:
    """One mail: who it went to, its subject, and its plain and HTML bodies."""

    to: str
    subject: str
    text: str
    html: str

    @property
    def code(self) -> str:
        """The one-time code, which stands alone on its line."""
        return CODE.findall(self.text)[0]

    @property
    def link(self) -> str:
        """The first address in the mail."""
        return LINK.findall(self.text)[0]


def mails(folder: Path | None = None, *, to: str = "") -> list[ReadMail]:
    """All mails in the order they were sent, of one receiver if one is named."""
    paths = sorted((folder or Path(settings.MAIL_FOLDER)).glob("*.eml"))
    found = [_read(path) for path in paths]
    return [mail for mail in found if not to or mail.to == to]


def wait_for_mail(*, to: str, folder: Path | None = None, number: int = 1, seconds: float = 30) -> ReadMail:
    """The `number`-th mail to an address, which a worker is about to send."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = mails(folder, to=to)
        if len(found) >= number:
            return found[number - 1]
        time.sleep(0.1)
    raise AssertionError(f"Mail {number} to {to} did not arrive within {seconds} s.")


def _read(path: Path) -> ReadMail:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    return ReadMail(
        to=str(message["To"]),
        subject=str(message["Subject"]).strip(),  # a long encoded subject begins on a folded line
        text=text.get_content() if text else "",
        html=html.get_content() if html else "",
    )
