"""Read a mail that asks for reactivation: RFC 5322 bytes in, what it says out (R0.76 to R0.79).

Mail programs do to a template what they like: HTML only, quoted-printable, full-width colons, quoted replies,
Korean labels. Values are found by label, whatever stands around them.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr
from html.parser import HTMLParser
from typing import Final

from accounts.domain.reactivate import Asked

LARGEST_BYTES: Final = 1024 * 1024

TITLES: Final = re.compile(
    r"account\s*re-?activation\s*request|re-?activat\w*\s+(?:of\s+)?(?:my\s+)?(?:dormant\s+)?account|"
    r"dormant\s+account|휴면\s*(?:계정|상태|몰|쇼핑몰)?\s*(?:을|를)?\s*(?:해제|복구|재활성화)|계정\s*(?:재활성화|활성화|복구)\s*(?:요청|신청)",
    re.IGNORECASE,
)
LABEL_START: Final = r"(?:^|[▶►▷])[\s>▶►▷*·•-]*"
VALUE_START: Final = r"[ \t]*:[ \t>]*(?:\n[\s>]*)?"
ID_FIELD: Final = re.compile(
    LABEL_START
    + r"(?:(?:login|account|mall|user|cafe24|로그인|계정|쇼핑몰)[ \t]*)?(?:id|아이디)"
    + VALUE_START
    + r"([A-Za-z0-9]{1,64})[ \t]*(?=$|[,;/|(▶►▷]|e-?mail|이-?메일)",
    re.IGNORECASE | re.MULTILINE,
)
EMAIL_FIELD: Final = re.compile(
    LABEL_START
    + r"(?:e-?[ \t]*mail|이-?메일|메일)[ \t]*(?:address|주소)?"
    + VALUE_START
    + r"[<(\[]*(?:mailto:)?([^\s<>()\[\]:,;]+@[^\s<>()\[\],;]+)",
    re.IGNORECASE | re.MULTILINE,
)
BLOCKS: Final = {"br", "p", "div", "tr", "li", "table", "blockquote", "h1", "h2", "h3", "ul", "ol"}


class NotARequest(ValueError):
    """This is no mail, or no mail that asks for reactivation; the text says which."""


class AutomaticMail(ValueError):
    """A machine wrote this mail; answering machines would write to each other for ever."""


def read_mail(raw: bytes) -> Asked:
    """What a mail asks for. Raises NotARequest or AutomaticMail, and never anything else, whatever the bytes are."""
    if len(raw) > LARGEST_BYTES:
        raise NotARequest(f"The mail is larger than {LARGEST_BYTES} bytes.")
    mail = message_from_bytes(raw, policy=policy.default)
    if not isinstance(mail, EmailMessage):  # the policy's own kind
        raise NotARequest("This is not a mail.")
    sender = parseaddr(_header(mail, "From"))[1]
    if not sender:
        raise NotARequest("This is not a mail: it has no From header.")
    if _is_automatic(mail):
        raise AutomaticMail("A machine wrote this mail.")
    text = body_of(mail)
    found_id, found_email = ID_FIELD.search(text), EMAIL_FIELD.search(text)
    title = clean(_header(mail, "Subject"))
    if not TITLES.search(title) and not (found_id and found_email):
        raise NotARequest("The mail does not ask for the reactivation of an account: neither its title nor its text.")
    return Asked(
        login_id=found_id[1] if found_id else "",
        email=found_email[1].rstrip(".") if found_email else "",
        sender=clean(sender),
        message=text,
        message_id=clean(_header(mail, "Message-ID")).strip() or f"sha256:{hashlib.sha256(raw).hexdigest()}",
    )


def body_of(mail: EmailMessage) -> str:
    """The text of a mail, from its plain part or else its HTML, cleaned."""
    part = mail.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    text = _content(part)
    if part.get_content_subtype() == "html":
        text = text_of_html(text)
    return clean(text).strip()


def text_of_html(html: str) -> str:
    """The words of an HTML text, with a line per block."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    return "".join(reader.words)


def clean(text: str) -> str:
    """Full-width letters and colons as plain ones; NUL, lone surrogates and their kind dropped."""
    whole = text.encode("utf-8", "replace").decode()
    return "".join(
        character
        for character in unicodedata.normalize("NFKC", whole)
        if character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cf", "Cs"}
    )


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.is_hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.is_hidden = tag in {"style", "script"}
        if tag in BLOCKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.is_hidden = False
        if tag in BLOCKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.is_hidden:
            self.words.append(" ".join(data.split()) + " " if data.strip() else " ")


def _content(part: MIMEPart) -> str:
    try:
        return str(part.get_content())
    except (LookupError, UnicodeError, ValueError):
        # A character set that does not exist, or is not what it says.
        raw = part.get_payload(decode=True)
        return raw.decode("utf-8", "replace") if isinstance(raw, bytes) else ""


def _header(mail: EmailMessage, name: str) -> str:
    """A header as text; one that the parser chokes on counts as absent."""
    try:
        return str(mail.get(name, ""))
    except (LookupError, UnicodeError, ValueError, IndexError, AttributeError, TypeError):
        return ""


def _is_automatic(mail: EmailMessage) -> bool:
    automatic = _header(mail, "Auto-Submitted").strip().lower()
    bulk = _header(mail, "Precedence").strip().lower() in {"bulk", "junk", "list"}
    return bulk or bool(_header(mail, "List-Id")) or automatic not in {"", "no"}
