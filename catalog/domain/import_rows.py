"""Apply one row of a product sheet: register the product, or change the one that its number or code names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Literal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.audit import Actor
from catalog.domain.change_product import Locked, StockTooLow, change_locked_product
from catalog.domain.create_product import create_product
from catalog.domain.facts import CodeTaken, ProductFacts
from catalog.domain.options import OptionsRefused, extra_inputs_of, options_of
from catalog.domain.overseas_sale import WeightNeeded
from catalog.domain.place_in_categories import set_categories
from catalog.domain.row_refused import RowRefused
from catalog.domain.sheet_desk import Desk, Held
from catalog.domain.sheet_listings import SheetListing, read_listings, write_listings
from catalog.domain.sheet_stock import SheetStock, too_few
from catalog.domain.sheet_values import read_cells
from catalog.models import Product
from catalog.sheet_cells import extra_inputs_cell, options_cell, read_extra_inputs, read_options
from catalog.sheet_columns import shop_of

Outcome = Literal["created", "changed", "same"]


@dataclass(frozen=True, slots=True)
class _Beside:
    """What a row says beside the product's own facts; None: nothing of categories."""

    category_ids: frozenset[int] | None
    listings: list[SheetListing]


def apply_row(cells: dict[str, str], desk: Desk) -> Outcome:
    """Write one row; a cell that is empty or not there leaves what is there. Raises RowRefused: nothing is written.

    The row's key is the product number, else the store's own product code, so a second run registers nothing twice.
    """
    own = {key: text for key, text in cells.items() if shop_of(key) is None}
    values = read_cells(own, desk.base.currency)
    words = values.pop("categories", None)
    beside = _Beside(None if words is None else desk.book.read(words), read_listings(cells, desk))
    held = _find(values, desk)
    outcome: Outcome = "changed"  # also what a refused row may have half done to the rows on the desk
    try:
        with _told_as_refusals(), transaction.atomic():
            outcome = _create(values, beside, desk.actor) if held is None else _change(held, values, beside, desk.actor)
    finally:
        if outcome != "same" or held is None:
            desk.forget(held, str(values.get("code") or ""))
    return outcome


@contextmanager
def _told_as_refusals() -> Iterator[None]:
    """What the rules of the catalog refuse, as the column that is to blame."""
    try:
        yield
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


def _find(values: dict[str, Any], desk: Desk) -> Held | None:
    if "number" in values:
        held = desk.by_number(values["number"])
        if held is None:
            raise RowRefused("number", _("There is no product with this number."))
        return held
    if values.get("code"):
        return desk.by_code(values["code"])
    raise RowRefused("code", _("Enter a product code, or the number of a product there is."))


def _create(values: dict[str, Any], beside: _Beside, actor: Actor) -> Outcome:
    for field in ("name", "price"):
        if values.get(field, "") == "":
            raise RowRefused(field, _("A new product needs this."))
    wanted = SheetStock.taken_from(values)
    facts: dict[str, Any] = {"display": False, "selling": False, "tracks_stock": wanted.stock is not None} | values
    product = create_product(ProductFacts(**facts), stock=wanted.stock or 0, actor=actor)
    wanted.apply_to_combinations(product, None, actor)
    _write_beside(Held(product), beside, actor)
    return "created"


def _change(held: Held, values: dict[str, Any], beside: _Beside, actor: Actor) -> Outcome:
    product, first = held.product, held.variants[0]
    values.pop("number", None)
    wanted = SheetStock.taken_from(values)
    now = ProductFacts(
        name=product.name,
        price=product.price,
        summary=product.summary,
        short_description=product.short_description,
        description=product.description,
        weight_grams=product.weight_grams,
        display=held.base.display,
        selling=held.base.selling,
        tracks_stock=first.tracks_stock or wanted.stock is not None,
    )
    has_options = bool(values.get("options", product.options))
    if has_options and product.options and wanted.stock is not None:
        raise RowRefused("stock", _("This product has options. Write its stock under “Stock per combination”."))
    facts = replace(now, **values | _unedited(values, now) | _unedited_options(values, product))
    options_before = list(product.options)
    change = (wanted.stock or 0) if has_options else wanted.change_of(first.stock)
    has_changed = change_locked_product(Locked(product, held.base, first), facts, stock_change=change, actor=actor)
    variants = held.variants if product.options == options_before else None
    has_changed |= bool(wanted.apply_to_combinations(product, variants, actor))
    has_changed |= _write_beside(held, beside, actor)
    return "changed" if has_changed else "same"


def _write_beside(held: Held, beside: _Beside, actor: Actor) -> bool:
    has_changed = False
    if beside.category_ids is not None and beside.category_ids != held.categories:
        has_changed = set_categories(held.product.pk, beside.category_ids, actor=actor)
    return bool(write_listings(held.product, beside.listings, held.listings, actor)) or has_changed


def _unedited(values: dict[str, Any], now: ProductFacts) -> dict[str, Any]:
    """Texts that differ in their ends of lines alone, as they are: spreadsheets write those in ways of their own."""
    return {field: kept for field, text in values.items() if _same_lines(text, kept := getattr(now, field, None))}


def _same_lines(text: object, kept: object) -> bool:
    return isinstance(text, str) and isinstance(kept, str) and text.splitlines() == kept.splitlines()


def _unedited_options(values: dict[str, Any], product: Product) -> dict[str, Any]:
    """Options and extra inputs that are what an export would have written, as they are, whatever a cell cannot say."""
    options, inputs = options_of(product.options), extra_inputs_of(product.extra_inputs)
    kept: dict[str, Any] = {}
    if "options" in values and options and read_options(options_cell(options)) == values["options"]:
        kept["options"] = options
    if "extra_inputs" in values and inputs and read_extra_inputs(extra_inputs_cell(inputs)) == values["extra_inputs"]:
        kept["extra_inputs"] = inputs
    return kept
