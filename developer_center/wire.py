"""How values look on the wire (wire contract 2.3)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Final, Literal
from zoneinfo import ZoneInfo

SEOUL: Final = ZoneInfo("Asia/Seoul")
GROUP_NAME: Final = "Customers"  # of the one group that all customers are in


def tf(value: object) -> Literal["T", "F"]:
    """A truth as "T" or "F"."""
    return "T" if value else "F"


def dec2(amount: Decimal | int | None) -> str:
    """An amount, weight or rate with two places: "1100.00"; nothing is "0.00"."""
    return f"{amount or 0:.2f}"


def dec4(rate: Decimal | int | None) -> str:
    """A rate with four places: "1.0000"."""
    return f"{rate or 0:.4f}"


def moment(at: dt.datetime | None) -> str | None:
    """A time in Seoul: "2026-03-01T09:30:00+09:00"."""
    return None if at is None else at.astimezone(SEOUL).isoformat(timespec="seconds")


def moment_spaced(at: dt.datetime | None) -> str | None:
    """The form that order items have: "2026-03-01 09:30:00"."""
    return None if at is None else f"{at.astimezone(SEOUL):%Y-%m-%d %H:%M:%S}"


def day(at: dt.datetime | None) -> str:
    """The date in Seoul, or ""."""
    return "" if at is None else f"{at.astimezone(SEOUL):%Y-%m-%d}"


def product_code(product_id: int) -> str:
    """Eight characters made of the number, as Cafe24's codes look: "P000000H" (A-Z, leftmost zeros)."""
    return "P" + _letters(product_id, 7)


def variant_code(product_id: int, position: int) -> str:
    """Twelve characters: the product's code and four letters of the variant's place."""
    return product_code(product_id) + _letters(position, 4, zero="A")


def product_id_of(code: str) -> int | None:
    """The number that a product code was made of; None for what is none of ours."""
    return _number(code[1:], "0") if len(code) == 8 and code[:1] == "P" else None


def variant_place_of(code: str) -> tuple[int, int] | None:
    """Product number and place of a variant code; None for what is none of ours."""
    if len(code) != 12:
        return None
    product, place = product_id_of(code[:8]), _number(code[8:], "A")
    return None if product is None or place is None else (product, place)


def _letters(number: int, width: int, *, zero: str = "0") -> str:
    """Base 26 over A-Z, filled up on the left with `zero`; longer where the number needs it."""
    text = ""
    while number:
        number, digit = divmod(number, 26)
        text = chr(65 + digit) + text
    return text.rjust(width, zero)


def _number(text: str, zero: str) -> int | None:
    stripped = text.lstrip(zero) if zero == "0" else text
    if not stripped or not stripped.isascii() or not stripped.isalpha() or not stripped.isupper():
        return 0 if not stripped and text else None
    number = 0
    for letter in stripped:
        number = number * 26 + ord(letter) - 65
    return number
