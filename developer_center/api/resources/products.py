"""Products (scope group product): list, count, one, create, change, delete."""

from __future__ import annotations

from typing import Any

from catalog.domain.delete_product import delete_product
from catalog.models import Product
from catalog.queries.listed import products_and_listings
from developer_center.api.call import Call
from developer_center.api.errors import not_found, unchanged
from developer_center.api.operation import Paging, operation
from developer_center.api.resources.product_body import NewProduct, ProductBody
from developer_center.api.resources.product_embeds import DETAIL_EMBEDS, LIST_EMBEDS, add_embeds, additional_images
from developer_center.api.resources.product_filters import ProductFilters, in_order, matching
from developer_center.api.resources.product_rows import Writer, cut_to, source_of, sources
from developer_center.api.resources.product_writing import change, create


@operation("GET", "products", params=ProductFilters, paging=Paging(most=100, offset_most=5000), embeds=LIST_EMBEDS)
def list_products(call: Call) -> list[dict[str, Any]]:
    """Products of a shop, newest first.

    Those that the shop does not list yet are there too, neither displayed nor sold. `since_product_no` goes on by
    number and ignores `offset` (wire contract 2.4).
    """
    found = sources(_page(call), call.shop_no)
    writer = Writer.of(call)
    rows = [writer.list_row(source) for source in found]
    add_embeds(call, LIST_EMBEDS, found, rows, writer)
    return rows


@operation("GET", "products/count", params=ProductFilters)
def count_products(call: Call) -> int:
    """How many products the same filters leave."""
    return matching(products_and_listings(call.shop_no), call).count()


@operation("GET", "products/{product_no}", embeds=DETAIL_EMBEDS)
def show_product(call: Call, product_no: int) -> dict[str, Any]:
    """One product with its descriptions and categories."""
    source = source_of(call, product_no)
    writer = Writer.of(call)
    row = writer.detail_row(source)
    add_embeds(call, DETAIL_EMBEDS, [source], [row], writer)
    return row


@operation("POST", "products", body=NewProduct)
def create_product_here(call: Call) -> dict[str, Any]:
    """Register a product. `display` and `selling` are F without a word.

    Only in the base shop (shop_no 1), where every product begins (R3.28); other shops take it by a PUT.
    """
    return _answer(call, create(call), "POST", "products")


@operation("PUT", "products/{product_no}", body=ProductBody)
def change_product_here(call: Call, product_no: int) -> dict[str, Any]:
    """Change what is named. With another shop's number, name, texts, price, display and selling are that shop's.

    409 where everything is so already (wire contract 2.6).
    """
    if not change(call, product_no):
        raise unchanged()
    return _answer(call, product_no, "PUT", "products/{product_no}")


@operation("DELETE", "products/{product_no}")
def delete_product_here(call: Call, product_no: int) -> dict[str, Any]:
    """Delete a product for good; orders keep what they say of it."""
    try:
        delete_product(product_no, actor=call.actor)
    except Product.DoesNotExist:
        raise not_found(f"Product {product_no}") from None
    return {"product_no": product_no}


def _page(call: Call) -> list[int]:
    """Numbers of the page, in order: what rows show is read for them alone."""
    offset = 0 if "since_product_no" in call.params else call.offset
    products = matching(products_and_listings(call.shop_no), call)
    return list(in_order(products, call.params).values_list("pk", flat=True)[offset : offset + call.limit])


def _answer(call: Call, product_no: int, method: str, path: str) -> dict[str, Any]:
    writer = Writer.of(call)
    row = writer.detail_row(source_of(call, product_no))
    row["additional_image"] = additional_images([product_no], writer)[product_no]
    return cut_to(row, method, path)
