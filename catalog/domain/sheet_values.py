"""Read the cells of a row of a product sheet as values of the product's facts."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.money import BadAmount, parse_amount
from catalog.domain.options import ExtraInput, OptionsRefused, check_extra_inputs
from catalog.domain.row_refused import RowRefused
from catalog.models.product import CODE_LENGTH, NAME_LENGTH, SUMMARY_LENGTH
from catalog.sheet_cells import InputUnread, read_extra_inputs, read_options

LENGTHS: Final = {
    "code": CODE_LENGTH,
    "name": NAME_LENGTH,
    "summary": SUMMARY_LENGTH,
    "material": 400,
    "short_description": 2000,
    "description": 100_000,
}
LARGEST: Final = {"stock": 999_999_999, "weight_grams": 999_999_990, "number": 2**63 - 1}
EMPTIED: Final = {"(empty)", "(비움)"}
EMPTY: Final[dict[str, Any]] = {
    "code": "",
    "summary": "",
    "material": "",
    "short_description": "",
    "description": "",
    "weight_grams": None,
    "options": (),
    "extra_inputs": (),
    "categories": "",
}
YES, NO = {"t", "true", "y", "yes", "1", "예"}, {"f", "false", "n", "no", "0", "아니요", "아니오"}
BAD_EXTRA_INPUTS: Final = gettext_lazy(
    "These extra input options do not work. Write them like “Engraving: 20, required | Note: 50”."
)


def read_cells(cells: dict[str, str], currency: str) -> dict[str, Any]:
    """The cells that hold something, as values of ProductFacts (and `stock`). Raises RowRefused for a bad one."""
    values: dict[str, Any] = {}
    for field, text in cells.items():
        check_text(field, text)
        if text.casefold() in EMPTIED and field in EMPTY:
            values[field] = EMPTY[field]
        elif text:
            values[field] = _value(field, text, currency)
    return values


def _value(field: str, text: str, currency: str) -> Any:
    if field in LENGTHS:
        return check_text(field, text, LENGTHS[field])
    if field in LARGEST:
        return _number(field, text)
    if field == "price":
        return read_price(field, text, currency)
    if field in READERS:
        return READERS[field](text)
    if text.casefold() in YES | NO:
        return text.casefold() in YES
    raise RowRefused(field, _("Enter T for yes or F for no."))


def _extra_inputs(text: str) -> tuple[ExtraInput, ...]:
    try:
        wanted = read_extra_inputs(text)
        check_extra_inputs(wanted)
    except (InputUnread, OptionsRefused) as error:
        raise RowRefused("extra_inputs", str(BAD_EXTRA_INPUTS)) from error
    return wanted


def _number(field: str, text: str) -> int:
    digits = text.replace(",", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 20 and int(digits) <= LARGEST[field]):
        raise RowRefused(field, _("Enter a whole number."))
    if field == "weight_grams" and int(digits) == 0:
        raise RowRefused(field, _("Enter at least 1 gram, or leave the cell empty."))
    return int(digits)


def read_price(key: str, text: str, currency: str) -> Decimal:
    """An amount as people type it. Raises RowRefused at the column `key`."""
    try:
        return parse_amount(text, currency)
    except BadAmount as error:
        message = _("“%(text)s” is no price in %(currency)s.") % {"text": text[:40], "currency": currency}
        raise RowRefused(key, message) from error


def check_text(key: str, text: str, most: int | None = None) -> str:
    """A text that can be stored. Raises RowRefused at the column `key`."""
    if "\0" in text:
        raise RowRefused(key, _("There is a character that cannot be stored."))
    if most is not None and len(text) > most:
        raise RowRefused(key, _("At most %(count)s characters.") % {"count": most})
    return text


READERS: Final[dict[str, Callable[[str], Any]]] = {
    "variant_stock": str,
    "stock_was": str,
    "categories": str,
    "options": read_options,
    "extra_inputs": _extra_inputs,
}
