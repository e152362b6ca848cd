"""Which IDs may be chosen: their shape (R0.15-R0.18, R0.24, R9.8) and whether they are free (R0.22, R0.23)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from accounts.models import LoginIdRegistry
from accounts.models.user import LOGIN_ID_MAX_LENGTH, LOGIN_ID_MIN_LENGTH

# An ID becomes a host name beside these; whoever asks is told that they are in use. Shorter ones are no IDs anyway.
RESERVED: Final = frozenset((Path(__file__).parent.parent / "reserved_ids.txt").read_text().split())

LETTERS_AND_DIGITS: Final = re.compile(r"[A-Za-z0-9]+\Z")
LOWER_FIRST: Final = re.compile(r"[a-z]")


@dataclass(frozen=True, slots=True)
class IdState:
    """What is right about an ID; `is_free` is None while its shape is not right, for nobody could have it."""

    has_length: bool
    has_only_letters_and_digits: bool
    starts_lower: bool
    is_free: bool | None

    @property
    def is_well_formed(self) -> bool:
        return self.has_length and self.has_only_letters_and_digits and self.starts_lower


def id_state(login_id: str) -> IdState:
    """Look at an ID that somebody types. Free now is no promise: `take_login_id` decides."""
    shape = IdState(
        has_length=LOGIN_ID_MIN_LENGTH <= len(login_id) <= LOGIN_ID_MAX_LENGTH,
        has_only_letters_and_digits=bool(LETTERS_AND_DIGITS.match(login_id)),
        starts_lower=bool(LOWER_FIRST.match(login_id)),
        is_free=None,
    )
    if not shape.is_well_formed:
        return shape
    return IdState(True, True, True, is_free=is_free(login_id))


def is_free(login_id: str) -> bool:
    """Whether nobody has or once had this ID, in any letter case, and the platform does not keep it for itself."""
    lowered = login_id.lower()
    return lowered not in RESERVED and not LoginIdRegistry.objects.filter(login_id=lowered).exists()
