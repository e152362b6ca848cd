"""Products as rows of a sheet, in the columns that imports read (`catalog.sheets.COLUMNS`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from accounts import tenancy
from accounts.money import decimals_of
from catalog.domain.facts import BASE_SHOP_NO
from catalog.domain.options import options_of
from catalog.models import Variant
from catalog.queries import ProductFilter, listed_products
from catalog.sheet_cells import options_cell, stock_cell
from catalog.workbooks import Cell

ROWS_AT_A_TIME: Final = 500


def sheet_rows(mall_id: int, wanted: ProductFilter, currency: str) -> Iterator[dict[str, Cell]]:
    """Each product of the base shop's filtered list, newest first, by column key.

    Two queries for 500 products, each with the mall's door open for itself: the request's own is closed by the time a
    streamed body is sent.
    """
    last: int | None = None
    while True:
        with tenancy.mall(mall_id):
            piece = _piece(wanted, last)
            variants = _variants([product.pk for product in piece])
        for product in piece:
            yield _row(product, variants[product.pk], currency)
        if len(piece) < ROWS_AT_A_TIME:
            return
        last = piece[-1].pk


def _piece(wanted: ProductFilter, last: int | None) -> list[Any]:
    products = listed_products(wanted, BASE_SHOP_NO).order_by("-pk")
    if last is not None:
        products = products.filter(pk__lt=last, listed_id__lt=last)
    return list(products[:ROWS_AT_A_TIME])


def _variants(product_ids: list[int]) -> dict[int, list[Variant]]:
    found: dict[int, list[Variant]] = defaultdict(list)
    for row in Variant.objects.filter(product__in=product_ids).order_by("product", "position"):
        found[row.product_id].append(row)
    return found


def _row(product: Any, variants: list[Variant], currency: str) -> dict[str, Cell]:
    return {
        "number": product.pk,
        "code": product.code,
        "name": product.name,
        "summary": product.summary,
        "price": Decimal(product.price).quantize(Decimal(1).scaleb(-decimals_of(currency))),
        **_stock(variants),
        "display": _yes_no(product.display),
        "selling": _yes_no(product.selling),
        "weight_grams": product.weight_grams,
        "material": product.material,
        "options": options_cell(options_of(product.options)),
        "short_description": product.short_description,
        "description": product.description,
    }


def _stock(variants: list[Variant]) -> dict[str, Cell]:
    if any(row.option_values for row in variants):
        text = stock_cell((row.option_values, row.stock if row.tracks_stock else None) for row in variants)
        return {"variant_stock": text, "stock_was": text}
    if not variants or not variants[0].tracks_stock:
        return {"tracks_stock": "F"}
    return {"tracks_stock": "T", "stock": variants[0].stock, "stock_was": variants[0].stock}


def _yes_no(is_so: bool) -> str:
    return "T" if is_so else "F"
