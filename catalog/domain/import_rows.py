"""Apply one row of a product sheet: register the product, or change the one that its number or code names."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any, Final, Literal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.audit import Actor
from accounts.money import BadAmount, parse_amount
from catalog.domain.change_product import change_product
from catalog.domain.create_product import create_product
from catalog.domain.facts import BASE_SHOP_NO, CodeTaken, ProductFacts
from catalog.domain.options import Option, OptionsRefused
from catalog.models import Product, ProductListing, Variant
from catalog.models.product import CODE_LENGTH, NAME_LENGTH, SUMMARY_LENGTH

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
YES, NO = {"t", "true", "y", "yes", "1", "예"}, {"f", "false", "n", "no", "0", "아니요", "아니오"}


class RowRefused(Exception):
    """One field of a row cannot be so; nothing of the row was applied. `text` says why, in the present language."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(f"{field}: {text}")
        self.field, self.text = field, text


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
    if "code" in values:
        found: Product | None = products.filter(code=values["code"]).first()
        return found
    raise RowRefused("code", _("Enter a product code, or the number of a product there is."))


def _create(values: dict[str, Any], actor: Actor) -> Outcome:
    for field in ("name", "price"):
        if field not in values:
            raise RowRefused(field, _("A new product needs this."))
    stock = values.pop("stock", None)
    facts: dict[str, Any] = {"display": False, "selling": False, "tracks_stock": stock is not None} | values
    create_product(ProductFacts(**facts), stock=stock or 0, actor=actor)
    return "created"


def _change(product: Product, values: dict[str, Any], actor: Actor) -> Outcome:
    listing = ProductListing.objects.get(product=product, shop_no=BASE_SHOP_NO)
    variant = Variant.objects.select_for_update().get(product=product, position=0)
    values.pop("number", None)
    stock = values.pop("stock", None)
    if stock is not None and product.options:
        raise RowRefused("stock", _("This product has options: change the stock of each combination on its page."))
    now = ProductFacts(
        name=product.name,
        price=product.price,
        summary=product.summary,
        short_description=product.short_description,
        description=product.description,
        weight_grams=product.weight_grams,
        display=listing.display,
        selling=listing.selling,
        tracks_stock=variant.tracks_stock,
    )
    before = product.updated_at
    change = 0 if stock is None else stock - variant.stock
    after = change_product(product.pk, replace(now, **values), stock_change=change, actor=actor)
    return "same" if after.updated_at == before else "changed"


def read_cells(cells: dict[str, str], currency: str) -> dict[str, Any]:
    """The cells that hold something, as values of ProductFacts (and `stock`). Raises RowRefused for a bad one."""
    values: dict[str, Any] = {}
    for field, text in cells.items():
        if "\0" in text:
            raise RowRefused(field, _("There is a character that cannot be stored."))
        if text:
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
    if field == "options":
        return _options(text)
    if text.casefold() in YES | NO:
        return text.casefold() in YES
    raise RowRefused(field, _("Enter T for yes or F for no."))


def _number(field: str, text: str) -> int:
    digits = text.replace(",", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 20 and int(digits) <= LARGEST[field]):
        raise RowRefused(field, _("Enter a whole number."))
    return int(digits)


def _price(text: str, currency: str) -> Decimal:
    try:
        return parse_amount(text, currency)
    except BadAmount as error:
        raise RowRefused(
            "price", _("“%(text)s” is no price in %(currency)s.") % {"text": text[:40], "currency": currency}
        ) from error


def _options(text: str) -> tuple[Option, ...]:
    options = []
    for part in text.split("|"):
        name, _colon, values = part.partition(":")
        found = tuple(filter(None, (" ".join(value.split()) for value in values.split(","))))
        options.append(Option(" ".join(name.split()), found))
    return tuple(options)
