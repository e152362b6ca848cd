"""Products as rows of a sheet, in the columns that imports read (`catalog.sheet_columns`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from accounts import tenancy
from accounts.models import Shop
from accounts.money import decimals_of
from catalog.domain.facts import BASE_SHOP_NO
from catalog.domain.options import extra_inputs_of, options_of
from catalog.domain.sheet_categories import CategoryBook
from catalog.models import CategoryProduct, ProductListing, Variant
from catalog.queries import ProductFilter, listed_products
from catalog.sheet_cells import extra_inputs_cell, options_cell, stock_cell
from catalog.sheet_columns import shop_key
from catalog.workbooks import Cell

ROWS_AT_A_TIME: Final = 500


def sheet_rows(mall_id: int, wanted: ProductFilter, shops: Mapping[int, Shop]) -> Iterator[dict[str, Cell]]:
    """Each product of the base shop's filtered list, newest first, by column key; `shops` are all shops by number.

    Four queries for 500 products and one for the categories, each piece with the mall's door open for itself: the
    request's own is closed by the time a streamed body is sent.
    """
    last: int | None = None
    while True:
        with tenancy.mall(mall_id):
            book = CategoryBook()
            piece = _piece(wanted, last)
            beside = _beside([product.pk for product in piece])
        for product in piece:
            yield _row(product, beside, book, shops)
        if len(piece) < ROWS_AT_A_TIME:
            return
        last = piece[-1].pk


def _piece(wanted: ProductFilter, last: int | None) -> list[Any]:
    products = listed_products(wanted, BASE_SHOP_NO).order_by("-pk")
    if last is not None:
        products = products.filter(pk__lt=last, listed_id__lt=last)
    return list(products[:ROWS_AT_A_TIME])


@dataclass(frozen=True, slots=True)
class _Beside:
    """What belongs to some products, by the product's key."""

    variants: dict[int, list[Variant]]
    categories: dict[int, list[int]]
    listings: dict[int, list[ProductListing]]


def _beside(product_ids: list[int]) -> _Beside:
    variants: dict[int, list[Variant]] = defaultdict(list)
    categories: dict[int, list[int]] = defaultdict(list)
    listings: dict[int, list[ProductListing]] = defaultdict(list)
    for row in Variant.objects.filter(product__in=product_ids).order_by("product", "position"):
        variants[row.product_id].append(row)
    for product_id, category_id in CategoryProduct.objects.filter(product__in=product_ids).values_list(
        "product", "category"
    ):
        categories[product_id].append(category_id)
    for listing in ProductListing.objects.filter(product__in=product_ids).exclude(shop_no=BASE_SHOP_NO):
        listings[listing.product_id].append(listing)
    return _Beside(variants, categories, listings)


def _row(product: Any, beside: _Beside, book: CategoryBook, shops: Mapping[int, Shop]) -> dict[str, Cell]:
    return {
        "number": product.pk,
        "code": product.code,
        "name": product.name,
        "summary": product.summary,
        "price": _price(product.price, shops[BASE_SHOP_NO]),
        **_stock(beside.variants[product.pk]),
        "display": _yes_no(product.display),
        "selling": _yes_no(product.selling),
        "weight_grams": product.weight_grams,
        "material": product.material,
        "categories": book.cell(beside.categories[product.pk]),
        "options": options_cell(options_of(product.options)),
        "extra_inputs": extra_inputs_cell(extra_inputs_of(product.extra_inputs)),
        "short_description": product.short_description,
        "description": product.description,
        **_other_shops(beside.listings[product.pk], shops),
    }


def _other_shops(listings: list[ProductListing], shops: Mapping[int, Shop]) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for listing in listings:
        shop = shops.get(listing.shop_no)
        if shop is not None:
            cells[shop_key("name", shop.shop_no)] = str(listing.texts.get("name") or "")
            cells[shop_key("price", shop.shop_no)] = _price(listing.price, shop)
    return cells


def _price(price: Decimal, shop: Shop) -> Decimal:
    return Decimal(price).quantize(Decimal(1).scaleb(-decimals_of(shop.currency)))


def _stock(variants: list[Variant]) -> dict[str, Cell]:
    if any(row.option_values for row in variants):
        text = stock_cell((row.option_values, row.stock if row.tracks_stock else None) for row in variants)
        return {"variant_stock": text, "stock_was": text}
    if not variants or not variants[0].tracks_stock:
        return {"tracks_stock": "F"}
    return {"tracks_stock": "T", "stock": variants[0].stock, "stock_was": variants[0].stock}


def _yes_no(is_so: bool) -> str:
    return "T" if is_so else "F"
