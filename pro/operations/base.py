"""The shape of an operation: it diagnoses, then treats one thing after another (R3.86, R3.87)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from django.utils.functional import Promise

from pro.models import Area, Operation

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Line:
    """How a line of the service scope reads before staff edit it. Texts in English and Korean."""

    key: str
    area: Area
    name: str
    name_ko: str
    text: str
    text_ko: str
    switched_by: Operation.SwitchedBy = Operation.SwitchedBy.MERCHANT
    position: int = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """What a diagnosis says: a code with its figures, put into words on the page, and what to treat, in order."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
    object_ids: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Treated:
    """What was done to one thing. Equal sides: nothing needed changing.

    `mails` is how many were posted for it; the kernel puts them into the credit ledger (R3.96).
    """

    label: str
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    mails: int = 0


class NotTreatable(Exception):
    """One thing cannot be treated, and the others go on. `reason` is a code that `words.name_failure` puts into words.

    `label` names the thing for whoever reads it; without one it is its type and number.
    """

    def __init__(self, reason: str, *, label: str = "") -> None:
        super().__init__(reason)
        self.label = label


class Diagnosing(Protocol):
    """An operation that PRO runs by itself, daily, in malls whose contract is active and whose switch is on.

    `diagnose` looks at the open mall and answers None where there is nothing to do. `treat` works on one thing inside
    a transaction of its own, fetches and locks it itself, and uses the domain functions of the apps below. Neither
    calls other companies. What is treated already must not be found again.
    """

    line: ClassVar[Line]
    object_type: ClassVar[str]

    def diagnose(self) -> Finding | None: ...

    def treat(self, object_id: int) -> Treated: ...
