"""Coupang's answers as our values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any, Final

from pro.marketplaces import reader
from pro.marketplaces.errors import BadAnswer
from pro.marketplaces.types import InfoEntry, InfoKind, MarketOption, MarketProduct, MarketVariant

CURRENCY: Final = "KRW"
DELETED: Final = "상품삭제"
APPROVED: Final = {"승인완료", "부분승인완료"}
ITEM_OPTION: Final = "옵션"  # where attributes do not tell items apart, their names do
MOST_IMAGES: Final = 30

Inventories = Mapping[str, Mapping[str, Any]]


def product(row: dict[str, Any], detail: Any, inventories: Inventories, image_base: str) -> MarketProduct:
    """A product from the list, its detail and the inventory of each of its items (by vendorItemId)."""
    items = reader.items(detail, "items")
    if not items:
        raise BadAnswer("The answer has a product without items.")
    names, rows_of_values = _options(items)
    variants = tuple(
        _variant(item, values, inventories.get(reader.text(item, "vendorItemId", ""), {}))
        for item, values in zip(items, rows_of_values, strict=True)
    )
    known = [variant.stock for variant in variants]
    is_on_sale = any(reader.boolean(inventory, "onSale", True) for inventory in inventories.values())
    return MarketProduct(
        external_id=reader.text(row, "sellerProductId"),
        name=reader.text(row, "sellerProductName"),
        price=min(variant.price for variant in variants),
        currency=CURRENCY,
        description_html="".join(_contents(items[0], image_base)),
        seller_code=reader.text(items[0], "externalVendorSku", ""),
        stock=None if None in known else sum(stock for stock in known if stock is not None),
        options=tuple(
            MarketOption(name, tuple(dict.fromkeys(values[place] for values in rows_of_values)))
            for place, name in enumerate(names)
        ),
        variants=variants if names else (),
        image_urls=tuple(dict.fromkeys(_images(items, image_base)))[:MOST_IMAGES],
        is_selling=reader.text(row, "statusName", "") in APPROVED and is_on_sale,
    )


def _variant(item: dict[str, Any], values: tuple[str, ...], inventory: Mapping[str, Any]) -> MarketVariant:
    """The inventory's price is the one that shoppers pay now; the detail's may be older."""
    own = reader.amount(item, "salePrice")
    price = reader.amount(inventory, "salePrice", own)
    number = reader.text(item, "vendorItemId", "") or reader.text(item, "sellerProductItemId", "")
    stock = reader.stock(inventory, "amountInStock")
    return MarketVariant(number, values, price or own, stock, reader.text(item, "externalVendorSku", ""))


def _options(items: Sequence[dict[str, Any]]) -> tuple[list[str], list[tuple[str, ...]]]:
    """Attributes that differ between items are its options; the rest are facts about the product.

    Where they do not tell every item from the others, there is one option with the items' names. One item: none.
    """
    if len(items) == 1:
        return [], [()]
    attributes = [_attributes(item) for item in items]
    shared = [name for name in attributes[0] if all(name in one for one in attributes)]
    names = [name for name in shared if len({one[name] for one in attributes}) > 1]
    rows = [tuple(one[name] for name in names) for one in attributes]
    if names and len(set(rows)) == len(items):
        return names, rows
    return [ITEM_OPTION], [(reader.text(item, "itemName"),) for item in items]


def _attributes(item: dict[str, Any]) -> dict[str, str]:
    return {
        reader.text(one, "attributeTypeName"): reader.text(one, "attributeValueName", "")
        for one in reader.items(item, "attributes", is_optional=True)
    }


def _images(items: Sequence[dict[str, Any]], image_base: str) -> Iterator[str]:
    for item in items:
        rows = reader.items(item, "images", is_optional=True)
        for image in sorted(rows, key=lambda one: reader.integer(one, "imageOrder", 99)):
            url = _address(reader.text(image, "cdnPath", "") or reader.text(image, "vendorPath", ""), image_base)
            if url:
                yield url


def _contents(item: dict[str, Any], image_base: str) -> Iterator[str]:
    """The description's parts in their order; pictures become img tags, texts stay as they are."""
    for block in reader.items(item, "contents", is_optional=True):
        for part in reader.items(block, "contentDetails", is_optional=True):
            content = reader.text(part, "content", "")
            if reader.text(part, "detailType", "TEXT") == "IMAGE":
                yield f'<img src="{escape(_address(content, image_base))}">'
            else:
                yield content


def _address(path: str, image_base: str) -> str:
    """Some paths are whole addresses, the others lie on Coupang's own picture host."""
    if path.startswith("//"):
        return f"https:{path}"
    if not path or path.startswith(("https://", "http://")):
        return path
    return f"{image_base}/{path.removeprefix('/').removeprefix('image/')}"


def ship_from(row: dict[str, Any]) -> InfoEntry:
    """A place of dispatch."""
    title = reader.text(row, "shippingPlaceName", "")
    return InfoEntry(InfoKind.SHIP_FROM, reader.text(row, "outboundShippingPlaceCode"), title, _place(row))


def return_centre(row: dict[str, Any]) -> InfoEntry:
    """A return centre: what comes back or is exchanged goes there."""
    values = _place(row) | {"Carrier": reader.text(row, "deliverName", "")}
    title = reader.text(row, "shippingPlaceName", "")
    return InfoEntry(InfoKind.RETURN_ADDRESS, reader.text(row, "returnCenterCode"), title, values)


def _place(row: dict[str, Any]) -> dict[str, str]:
    """The road name address where there is one."""
    found = reader.items(row, "placeAddresses", is_optional=True)
    found.sort(key=lambda one: reader.text(one, "addressType", "") != "ROADNAME")
    first = found[0] if found else {}
    parts = [reader.text(first, name, "") for name in ("returnZipCode", "returnAddress", "returnAddressDetail")]
    return {
        "Address": " ".join(part for part in parts if part),
        "Phone": reader.text(first, "companyContactNumber", ""),
        "Usable": "Yes" if reader.boolean(row, "usable", True) else "No",
    }
