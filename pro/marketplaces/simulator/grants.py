"""What simulated markets with consent hand out: codes that work once, access tokens that end, refresh tokens."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import Literal


@dataclass(slots=True)
class Grants:
    """Kept in a market's `state`. Seconds say how long tokens live from the moment they are given."""

    access_seconds: int
    refresh_seconds: int
    codes: dict[str, str] = field(default_factory=dict)
    access: dict[str, float] = field(default_factory=dict)
    refresh: dict[str, float] = field(default_factory=dict)

    def code(self, return_url: str) -> str:
        """A code for someone who has agreed; it is tied to the address it is sent to."""
        code = f"sim-code-{secrets.token_hex(6)}"
        self.codes[code] = return_url
        return code

    def spend(self, code: str) -> str | None:
        """The address a code was sent to, once; None for a strange or a spent one."""
        return self.codes.pop(code, None)

    def new_access(self) -> str:
        token = f"sim-access-{secrets.token_hex(12)}"
        self.access[token] = time.time() + self.access_seconds
        return token

    def new_refresh(self) -> str:
        token = f"sim-refresh-{secrets.token_hex(12)}"
        self.refresh[token] = time.time() + self.refresh_seconds
        return token

    def access_state(self, token: str) -> Literal["valid", "expired", "unknown"]:
        return _state(self.access, token)

    def refresh_state(self, token: str) -> Literal["valid", "expired", "unknown"]:
        return _state(self.refresh, token)

    def end_access(self) -> None:
        """As if their time were over."""
        self.access = dict.fromkeys(self.access, 0.0)

    def end_refresh(self) -> None:
        """As if the seller had agreed too long ago."""
        self.refresh = dict.fromkeys(self.refresh, 0.0)


def _state(given: dict[str, float], token: str) -> Literal["valid", "expired", "unknown"]:
    if token not in given:
        return "unknown"
    return "valid" if given[token] > time.time() else "expired"
