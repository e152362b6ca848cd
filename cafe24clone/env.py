"""Typed readers of environment variables that collect every problem before the start is refused."""

from __future__ import annotations

import os
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

API_DOMAIN_OF_CAFE24 = "cafe24api.com"  # what apps written for Cafe24 have built in
TRUE_WORDS = {"1", "true", "yes", "on"}
FALSE_WORDS = {"0", "false", "no", "off", ""}


class SettingsError(SystemExit):
    """Raised once with a line per missing or unsafe value; ends the process without a traceback."""


class Env:
    """Read typed values; a bad or missing one is noted and a harmless stand-in is returned.

    `finish()` raises SettingsError with all notes, so an operator mends a configuration in one round.
    """

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self.values = os.environ if values is None else values
        self.problems: list[str] = []

    def text(self, name: str, default: str | None = None) -> str:
        value = self.values.get(name, "")
        if value:
            return value
        if default is None:
            self.problem(name, "is required")
            return ""
        return default

    def integer(self, name: str, default: int) -> int:
        value = self.values.get(name, "")
        if not value:
            return default
        try:
            return int(value)
        except ValueError:
            self.problem(name, f"must be a whole number, not {value!r}")
            return default

    def boolean(self, name: str, *, default: bool) -> bool:
        value = self.values.get(name)
        if value is None:
            return default
        if value.lower() in TRUE_WORDS:
            return True
        if value.lower() not in FALSE_WORDS:
            self.problem(name, f"must be 1 or 0, not {value!r}")
        return False

    def items(self, name: str, default: str = "") -> list[str]:
        """A comma-separated list without empty parts."""
        return [part.strip() for part in self.values.get(name, default).split(",") if part.strip()]

    def named(self, prefix: str, suffix: str) -> dict[str, str]:
        """Values by what stands between prefix and suffix in their names, empty ones left out."""
        return {
            name.removeprefix(prefix).removesuffix(suffix): value
            for name, value in self.values.items()
            if value and name.startswith(prefix) and name.endswith(suffix) and len(name) > len(prefix + suffix)
        }

    def database(self, name: str, default: str | None = None) -> dict[str, object]:
        """`postgresql://user:password@host:port/name`; a host that starts with %2F is a socket folder."""
        url = self.text(name, default)
        parts = urlsplit(url)
        if url and (parts.scheme not in {"postgres", "postgresql"} or len(parts.path) < 2):
            self.problem(name, "must look like postgresql://user:password@host:5432/name")
            parts = urlsplit("")
        return {
            "ENGINE": "accounts.tenancy.postgresql",
            "NAME": parts.path[1:],
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
        }

    def problem(self, name: str, what: str) -> None:
        self.problems.append(f"{name} {what}.")

    def finish(self) -> None:
        if self.problems:
            raise SettingsError("Refusing to start:\n" + "\n".join(f"  - {line}" for line in self.problems))
