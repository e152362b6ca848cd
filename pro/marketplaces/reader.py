"""Typed readers of what a market answered: either the value in its type, or BadAnswer that names what is missing.

A path is names parted by dots. `text(answer, "error.code")`. Without a default a missing value raises; None and an
absent name are the same thing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from pro.marketplaces.errors import BadAnswer

LARGEST: Final = Decimal(10) ** 13
LONGEST_TEXT: Final = 500_000


class _Missing:
    """No default was given."""


MISSING: Final = _Missing()


def at(data: Any, path: str) -> Any:
    """Whatever stands at a path, None where nothing does."""
    for name in path.split("."):
        if not isinstance(data, Mapping):
            return None
        data = data.get(name)
    return data


def text(data: Any, path: str, default: str | _Missing = MISSING) -> str:
    """A text without NUL; numbers become their digits. Raises BadAnswer."""
    value = at(data, path)
    if value is None:
        return str(_default(path, default))
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise BadAnswer(f"The answer's {path} is no text.")
    found = str(value).replace("\x00", "")
    if len(found) > LONGEST_TEXT:
        raise BadAnswer(f"The answer's {path} is too long.")
    return found


def number(data: Any, path: str, default: Decimal | _Missing = MISSING) -> Decimal:
    """An exact number, also where it stands in a text ("1480.0000", "1,480"). Raises BadAnswer for NaN and the like."""
    value = at(data, path)
    if value is None or value == "":
        return Decimal(_default(path, default))
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise BadAnswer(f"The answer's {path} is no number.")
    try:
        found = Decimal(str(value).replace(",", "").strip())
    except InvalidOperation:
        raise BadAnswer(f"The answer's {path} is no number.") from None
    if not found.is_finite() or abs(found) > LARGEST:
        raise BadAnswer(f"The answer's {path} is no usable number.")
    return found


def amount(data: Any, path: str, default: Decimal | _Missing = MISSING) -> Decimal:
    """A number that is not negative."""
    found = number(data, path, default)
    if found < 0:
        raise BadAnswer(f"The answer's {path} is negative.")
    return found


def integer(data: Any, path: str, default: int | _Missing = MISSING) -> int:
    found = number(data, path, MISSING if isinstance(default, _Missing) else Decimal(default))
    if found != found.to_integral_value():
        raise BadAnswer(f"The answer's {path} is no whole number.")
    return int(found)


def stock(data: Any, path: str) -> int | None:
    """Pieces on the shelf, at least 0; None where the market does not say."""
    if at(data, path) in (None, ""):
        return None
    return max(0, integer(data, path))


def boolean(data: Any, path: str, default: bool | _Missing = MISSING) -> bool:
    value = at(data, path)
    if value is None:
        return bool(_default(path, default))
    if not isinstance(value, bool):
        raise BadAnswer(f"The answer's {path} is neither true nor false.")
    return value


def items(data: Any, path: str, *, is_optional: bool = False) -> list[dict[str, Any]]:
    """A list of objects. Absent: BadAnswer, or none of them where it is optional. An empty path: `data` itself."""
    value = at(data, path) if path else data
    if value is None and is_optional:
        return []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise BadAnswer(f"The answer has no list {path}.")
    return value


def texts(data: Any, path: str) -> list[str]:
    """A list of texts; absent: none."""
    value = at(data, path)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise BadAnswer(f"The answer's {path} is no list of texts.")
    return list(value)


def moment(data: Any, path: str, zone: dt.tzinfo) -> dt.datetime:
    """An ISO time; one that names no zone is taken to be in `zone`."""
    found = text(data, path)
    try:
        when = dt.datetime.fromisoformat(found)
    except ValueError:
        raise BadAnswer(f"The answer's {path} is no time.") from None
    return when if when.tzinfo else when.replace(tzinfo=zone)


def _default(path: str, default: Any) -> Any:
    if isinstance(default, _Missing):
        raise BadAnswer(f"The answer has no {path}.")
    return default
