"""Amounts of money: how they are stored, typed and shown, by the rules of their currency."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from babel.numbers import format_currency, get_currency_precision, get_currency_symbol
from django.db import models

LARGEST_AMOUNT: Final = Decimal(2_147_483_647)  # wire contract: prices go up to here
TYPED_AMOUNT: Final = re.compile(r"(?P<whole>\d{1,3}(?:,\d{3})+|\d{1,20})(?:\.(?P<part>\d{1,20}))?")


class BadAmount(ValueError):
    """An amount that a currency cannot have; `reason` is not_a_number, negative, decimals or too_large."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class MoneyField(models.DecimalField[Any, Any]):
    """An exact amount in the currency of its shop, with room for two decimals."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 14)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(*args, **kwargs)


def decimals_of(currency: str) -> int:
    """How many decimals a currency has: none for KRW, JPY and VND, two for the others."""
    return int(get_currency_precision(currency))


def parse_amount(text: str, currency: str) -> Decimal:
    """Read "12,000" or "12.50" as people type it. Raises BadAmount.

    Digits of any width count; a decimal comma, signs, exponents and words do not.
    """
    typed = unicodedata.normalize("NFKC", text[:64]).strip().removeprefix(symbol_of(currency, "en")).strip()
    if typed.startswith(("-", "\N{MINUS SIGN}")):
        raise BadAmount("negative")
    found = TYPED_AMOUNT.fullmatch(typed)
    if found is None or len(text) > 64:
        raise BadAmount("not_a_number")
    return check_amount(Decimal(f"{found['whole'].replace(',', '')}.{found['part'] or 0}"), currency)


def check_amount(amount: Decimal, currency: str) -> Decimal:
    """The amount with its currency's decimals. Raises BadAmount where it is no price in that currency."""
    if not amount.is_finite():
        raise BadAmount("not_a_number")
    if amount < 0:
        raise BadAmount("negative")
    if amount > LARGEST_AMOUNT:
        raise BadAmount("too_large")
    exact = amount.quantize(Decimal(1).scaleb(-decimals_of(currency)))
    if exact != amount:
        raise BadAmount("decimals")
    return exact


def amount_text(amount: Decimal, currency: str) -> str:
    """The amount as a form shows it: "12000" or "12.50", without a symbol."""
    return f"{amount:.{decimals_of(currency)}f}"


@lru_cache(maxsize=4096)  # lists name the same prices again and again, and Babel takes its time
def format_amount(amount: Decimal, currency: str, language: str) -> str:
    """The amount as people of a language read it: "₩12,000", "$12.50"."""
    return str(format_currency(amount + 0, currency, locale=language))  # + 0: minus nothing is nothing


def symbol_of(currency: str, language: str) -> str:
    """The sign of a currency as a language writes it: "₩", "US$"."""
    return str(get_currency_symbol(currency, locale=language))
