"""Prove an email address with a mailed code: once, within ten minutes, three tries, one browser (R0.36, R0.40).

The proof lives in a row that is bound to a secret in the browser's session, so a code of one session is worth
nothing in another, and wrong tries count whatever becomes of the request.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import math
import secrets
from typing import Final

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.limits import COUNTERS, Limit
from accounts.models import EmailVerification
from accounts.outbox import Mail, post

ALPHABET: Final = "BCDFGHJKLMNPQRSTVWXZ23456789"  # no vowels, no look-alikes: 28**6 is 28 bits
CODE_LENGTH: Final = 6
LIFETIME: Final = dt.timedelta(minutes=10)
TRIES: Final = 3
RESEND_AFTER_SECONDS: Final = 10

PER_ADDRESS = Limit("code-address", hits=10, seconds=3600)
PER_NETWORK = Limit("code-network", hits=60, seconds=3600)


class TooManyCodes(Exception):
    """More codes were asked for than one address or one network may have; `retry_after_seconds` says how long."""

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__("Too many codes were asked for.")
        self.retry_after_seconds = retry_after_seconds


def binding_of(session: SessionBase) -> str:
    """The secret that ties codes to this browser; made when first asked for."""
    if "email_binding" not in session:
        session["email_binding"] = secrets.token_hex(32)
    return str(session["email_binding"])


def allow_code(email: str, network: str) -> None:
    """Count one wish for a code. Raises TooManyCodes past the limits of the address or the network."""
    for limit, key in ((PER_NETWORK, network), (PER_ADDRESS, email.lower())):
        if not limit.hit(key):
            raise TooManyCodes(limit.retry_after_seconds())


@transaction.atomic
def start_verification(purpose: str, email: str, *, binding: str, language: str, sends: bool = True) -> None:
    """Make a new code, which voids the one before, and mail it. `sends=False` does all but the mail.

    The mail is template `mail/code_<purpose>`, with `code` and `minutes`.
    """
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    now = timezone.now()
    EmailVerification.objects.update_or_create(
        binding=binding,
        purpose=purpose,
        defaults={
            "email": email,
            "code_hash": _hash(binding, code),
            "attempts": 0,
            "created_at": now,
            "expires_at": now + LIFETIME,
            "verified_at": None,
            "used_at": None,
        },
    )
    if sends:
        context = {"code": code, "minutes": LIFETIME.seconds // 60}
        post(Mail(f"code_{purpose}", email, language, context, has_secret=True))


def check_code(purpose: str, code: str, *, binding: str, email: str = "") -> bool:
    """Whether a code is the newest one of this session; after three wrong ones none is, until a new one is sent.

    The address is proved afterwards and may be used once, within the code's ten minutes. With `email`, only a
    code that was sent to that address counts.
    """
    rows = EmailVerification.objects.filter(
        binding=binding, purpose=purpose, used_at=None, expires_at__gt=timezone.now()
    )
    if email:
        rows = rows.filter(email__iexact=email)
    counted = rows.using(COUNTERS).filter(attempts__lt=TRIES).update(attempts=F("attempts") + 1)
    row = rows.first()
    if not counted or row is None:
        return False
    if not hmac.compare_digest(row.code_hash, _hash(binding, code)):
        return False
    return bool(rows.filter(pk=row.pk).update(verified_at=timezone.now(), attempts=0))


def seconds_until_resend(purpose: str, *, binding: str) -> int:
    """How long this session must wait before it may ask for another code; 0 where it need not."""
    row = EmailVerification.objects.filter(binding=binding, purpose=purpose, used_at=None).first()
    if row is None:
        return 0
    age = (timezone.now() - row.created_at).total_seconds()
    return math.ceil(RESEND_AFTER_SECONDS - age) if 0 <= age < RESEND_AFTER_SECONDS else 0


def pending_email(purpose: str, *, binding: str) -> str:
    """The address that a code of this session went to and that may still be entered, or an empty text."""
    row = EmailVerification.objects.filter(
        binding=binding,
        purpose=purpose,
        used_at=None,
        verified_at=None,
        attempts__lt=TRIES,
        expires_at__gt=timezone.now(),
    ).first()
    return row.email if row else ""


def verified_email(purpose: str, *, binding: str) -> str:
    """The address that this session has proved and not used yet, or an empty text."""
    row = EmailVerification.objects.filter(
        binding=binding,
        purpose=purpose,
        verified_at__isnull=False,
        used_at=None,
        expires_at__gt=timezone.now() - LIFETIME,
    ).first()
    return row.email if row else ""


def use_verification(purpose: str, email: str, *, binding: str) -> bool:
    """Spend the proof of an address, in the transaction of what it allows; False where there is none to spend."""
    return bool(
        EmailVerification.objects.filter(
            binding=binding,
            purpose=purpose,
            email__iexact=email,
            verified_at__isnull=False,
            used_at=None,
            expires_at__gt=timezone.now() - LIFETIME,
        ).update(used_at=timezone.now())
    )


def forget_verification(purpose: str, *, binding: str) -> None:
    """Drop this session's code and proof, so that another address can be given."""
    EmailVerification.objects.filter(binding=binding, purpose=purpose).delete()


def _hash(binding: str, code: str) -> str:
    normal = "".join(code.upper().split()).replace("-", "")
    return hmac.new(settings.SECRET_KEY.encode(), f"{binding}:{normal}".encode(), hashlib.sha256).hexdigest()
