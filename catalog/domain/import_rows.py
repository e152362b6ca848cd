"""Apply one row of a product sheet: register the product, or change the one that its number or code names."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any, Final, Literal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.audit import Actor
from accounts.money import BadAmount, parse_amount
from catalog.domain.change_product import StockTooLow, change_product
from catalog.domain.create_product import create_product
from catalog.domain.facts import BASE_SHOP_NO, CodeTaken, ProductFacts
from catalog.domain.options import OptionsRefused
from catalog.domain.overseas_sale import WeightNeeded
from catalog.domain.row_refused import RowRefused
from catalog.domain.sheet_stock import SheetStock, too_few
from catalog.models import Product, ProductListing, Variant
from catalog.models.product import CODE_LENGTH, NAME_LENGTH, SUMMARY_LENGTH
from catalog.sheet_cells import read_options

Outcome = Literal["created", "changed", "same"]
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
}
YES, NO = {"t", "true", "y", "yes", "1", "예"}, {"f", "false", "n", "no", "0", "아니요", "아니오"}


def apply_row(cells: dict[str, str], *, currency: str, actor: Actor) -> Outcome:
    """Write one row; a cell that is empty or not there leaves what is there. Raises RowRefused.

    The row's key is the product number, else the store's own product code, so a second run registers nothing twice.
    """
    values = read_cells(cells, currency)
    try:
        with transaction.atomic():
            product = _find(values)
            if product is None:
                return _create(values, actor)
            return _change(product, values, actor)
    except CodeTaken as error:
        raise RowRefused("code", _("Another product has this code.")) from error
    except IntegrityError as error:
        raise RowRefused("code", _("Another product got this code at the same moment.")) from error
    except StockTooLow as error:
        raise RowRefused("stock", too_few(error.stock)) from error
    except WeightNeeded as error:
        text = _("%(shops)s sells this product, and overseas shipping fees need its weight.")
        raise RowRefused("weight_grams", text % {"shops": ", ".join(error.shops)}) from error
    except OptionsRefused as error:
        raise RowRefused(
            "options", _("These options do not work. Write them like “Colour: Red, Blue | Size: S, M”.")
        ) from error


def _find(values: dict[str, Any]) -> Product | None:
    products = Product.objects.select_for_update()
    if "number" in values:
        product: Product | None = products.filter(pk=values["number"]).first()
        if product is None:
            raise RowRefused("number", _("There is no product with this number."))
        return product
    if values.get("code"):
        found: Product | None = products.filter(code=values["code"]).first()
        return found
    raise RowRefused("code", _("Enter a product code, or the number of a product there is."))


def _create(values: dict[str, Any], actor: Actor) -> Outcome:
    for field in ("name", "price"):
        if values.get(field, "") == "":
            raise RowRefused(field, _("A new product needs this."))
    wanted = SheetStock.taken_from(values)
    facts: dict[str, Any] = {"display": False, "selling": False, "tracks_stock": wanted.stock is not None} | values
    product = create_product(ProductFacts(**facts), stock=wanted.stock or 0, actor=actor)
    wanted.apply_to_combinations(product, actor)
    return "created"


def _change(product: Product, values: dict[str, Any], actor: Actor) -> Outcome:
    listing = ProductListing.objects.get(product=product, shop_no=BASE_SHOP_NO)
    variant = Variant.objects.select_for_update().get(product=product, position=0)
    values.pop("number", None)
    wanted = SheetStock.taken_from(values)
    now = ProductFacts(
        name=product.name,
        price=product.price,
        summary=product.summary,
        short_description=product.short_description,
        description=product.description,
        weight_grams=product.weight_grams,
        display=listing.display,
        selling=listing.selling,
        tracks_stock=variant.tracks_stock or wanted.stock is not None,
    )
    texts = {field: kept for field, text in values.items() if _same_lines(text, kept := getattr(now, field, None))}
    has_options = bool(values.get("options", product.options))
    if has_options and product.options and wanted.stock is not None:
        raise RowRefused("stock", _("This product has options. Write its stock under “Stock per combination”."))
    change = (wanted.stock or 0) if has_options else wanted.change_of(variant.stock)
    before = product.updated_at
    after = change_product(product.pk, replace(now, **values | texts), stock_change=change, actor=actor)
    moved = wanted.apply_to_combinations(after, actor)
    return "same" if after.updated_at == before and not moved else "changed"


def _same_lines(text: object, kept: object) -> bool:
    """Spreadsheets write ends of lines in ways of their own; that alone changes no text."""
    return isinstance(text, str) and isinstance(kept, str) and text.splitlines() == kept.splitlines()


def read_cells(cells: dict[str, str], currency: str) -> dict[str, Any]:
    """The cells that hold something, as values of ProductFacts (and `stock`). Raises RowRefused for a bad one."""
    values: dict[str, Any] = {}
    for field, text in cells.items():
        if "\0" in text:
            raise RowRefused(field, _("There is a character that cannot be stored."))
        if text.casefold() in EMPTIED and field in EMPTY:
            values[field] = EMPTY[field]
        elif text:
            values[field] = _value(field, text, currency)
    return values


def _value(field: str, text: str, currency: str) -> Any:
    if field in LENGTHS:
        if len(text) > LENGTHS[field]:
            raise RowRefused(field, _("At most %(count)s characters.") % {"count": LENGTHS[field]})
        return text
    if field in LARGEST:
        return _number(field, text)
    if field == "price":
        return _price(text, currency)
    if field in {"variant_stock", "stock_was"}:
        return text
    if field == "options":
        return read_options(text)
    if text.casefold() in YES | NO:
        return text.casefold() in YES
    raise RowRefused(field, _("Enter T for yes or F for no."))


def _number(field: str, text: str) -> int:
    digits = text.replace(",", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 20 and int(digits) <= LARGEST[field]):
        raise RowRefused(field, _("Enter a whole number."))
    if field == "weight_grams" and int(digits) == 0:
        raise RowRefused(field, _("Enter at least 1 gram, or leave the cell empty."))
    return int(digits)


def _price(text: str, currency: str) -> Decimal:
    try:
        return parse_amount(text, currency)
    except BadAmount as error:
        raise RowRefused(
            "price", _("“%(text)s” is no price in %(currency)s.") % {"text": text[:40], "currency": currency}
        ) from error
