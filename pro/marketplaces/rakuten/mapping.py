"""RMS's answers as our values, and our product as RMS wants it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final
from xml.etree.ElementTree import Element

from pro.marketplaces import reader
from pro.marketplaces.errors import BadAnswer, InvalidRequest
from pro.marketplaces.types import InfoEntry, InfoKind, MarketOption, MarketProduct, MarketVariant
from pro.marketplaces.xml import as_data

CURRENCY: Final = "JPY"
TITLE_LENGTH: Final = 127
NO_CATALOGUE_NUMBER: Final = 5  # articleNumber.exemptionReason: the product has no such code
ADDRESS: Final = ("addressZip", "addressPrefecture", "addressCity", "addressStreet")

Stocks = Mapping[tuple[str, str], int]


def product(item: dict[str, Any], stocks: Stocks, image_base: str) -> MarketProduct | None:
    """One search result; None for a deleted item, of which only the number is left. Stock comes by (number, SKU)."""
    number = reader.text(item, "manageNumber")
    if reader.at(item, "title") is None:
        return None
    variants = tuple(_variants(item, number, stocks))
    if not variants:
        raise BadAnswer("The answer has an item without variants.")
    options = _options(item)
    known = [variant.stock for variant in variants]
    return MarketProduct(
        external_id=number,
        name=reader.text(item, "title"),
        price=min(variant.price for variant in variants),
        currency=CURRENCY,
        summary=reader.text(item, "tagline", ""),
        description_html=reader.text(item, "productDescription.pc", "") or reader.text(item, "salesDescription", ""),
        seller_code=reader.text(item, "itemNumber", ""),
        stock=None if None in known else sum(stock for stock in known if stock is not None),
        options=options,
        variants=variants if options else (),
        image_urls=tuple(_images(item, image_base)),
        is_selling=not reader.boolean(item, "hideItem", False),
    )


def _variants(item: dict[str, Any], number: str, stocks: Stocks) -> Iterator[MarketVariant]:
    keys = [reader.text(one, "key") for one in reader.items(item, "variantSelectors", is_optional=True)]
    found = reader.at(item, "variants")
    if not isinstance(found, dict):
        raise BadAnswer("The answer has no variants.")
    for sku, variant in found.items():
        if not isinstance(variant, dict):
            raise BadAnswer("The answer has a variant of another shape.")
        if reader.boolean(variant, "hidden", False):
            continue
        chosen = reader.at(variant, "selectorValues") or {}
        yield MarketVariant(
            external_id=sku,
            values=tuple(reader.text(chosen, key, "") for key in keys),
            price=reader.amount(variant, "standardPrice"),
            stock=stocks.get((number, sku)),
            seller_code=reader.text(variant, "merchantDefinedSkuId", ""),
        )


def _options(item: dict[str, Any]) -> tuple[MarketOption, ...]:
    return tuple(
        MarketOption(
            reader.text(one, "displayName", "") or reader.text(one, "key"),
            tuple(reader.text(value, "displayValue") for value in reader.items(one, "values")),
        )
        for one in reader.items(item, "variantSelectors", is_optional=True)
    )


def _images(item: dict[str, Any], image_base: str) -> Iterator[str]:
    for image in reader.items(item, "images", is_optional=True):
        location = reader.text(image, "location")
        folder = "cabinet" if reader.text(image, "type", "CABINET") == "CABINET" else "gold"
        yield f"{image_base}/{folder}{location if location.startswith('/') else '/' + location}"


def stock_rows(rows: list[dict[str, Any]]) -> dict[tuple[str, str], int]:
    """Quantities by (manage number, SKU)."""
    return {
        (reader.text(row, "manageNumber"), reader.text(row, "variantId")): max(0, reader.integer(row, "quantity"))
        for row in rows
    }


def shop(result: Element) -> list[InfoEntry]:
    """The shop and its address, which is also what goods are sent back to (guess; the facts name no other call)."""
    entries = []
    for found in result.iter("shopMaster"):
        values = _leaves(found)
        name = values.get("shopName", "")
        address = " ".join(values[part] for part in ADDRESS if values.get(part))
        entries.append(InfoEntry(InfoKind.SHOP, values.get("url", "") or name, name, values))
        phone = values.get("companyTel", "")
        entries.append(InfoEntry(InfoKind.RETURN_ADDRESS, "shop", name, {"Address": address, "Phone": phone}))
    return entries


def ship_from(result: Element) -> list[InfoEntry]:
    """Places of dispatch."""
    rows = [_leaves(found) for found in result.iter("shipFrom")]
    return [
        InfoEntry(InfoKind.SHIP_FROM, row["shipFromId"], row.get("name", ""), row)
        for row in rows
        if row.get("shipFromId")
    ]


def delivery_sets(result: Element) -> list[InfoEntry]:
    """Delivery method sets."""
    rows = [_leaves(found) for found in result.iter("deliverySetInfo")]
    return [
        InfoEntry(InfoKind.DELIVERY, row["deliverySetId"], row.get("deliverySetName", ""), row)
        for row in rows
        if row.get("deliverySetId")
    ]


def _leaves(element: Element) -> dict[str, str]:
    return {name: value[:300] for name, value in as_data(element).items() if isinstance(value, str)}


def new_item(item: MarketProduct, genre: str, delivery: str) -> tuple[dict[str, Any], dict[str, int]]:
    """The body of the item and the stock per SKU. Raises InvalidRequest for what RMS cannot take."""
    if not genre.isdecimal():
        raise InvalidRequest("The genre ID is a number.")
    if len(item.name) > TITLE_LENGTH:
        raise InvalidRequest(f"Names at Rakuten have at most {TITLE_LENGTH} letters.")
    rows = item.variants or (MarketVariant("", (), item.price, item.stock, item.seller_code),)
    keys = [f"option{place}" for place in range(1, len(item.options) + 1)]
    variants, stocks = {}, {}
    for place, row in enumerate(rows, 1):
        sku = f"sku{place}"
        variants[sku] = _new_variant(row, keys, delivery)
        stocks[sku] = row.stock or 0
    body: dict[str, Any] = {
        "title": item.name,
        "tagline": item.summary[:87],
        "productDescription": {"pc": item.description_html or item.name},
        "genreId": genre,
        "itemType": "NORMAL",
        "hideItem": True,
        "variants": variants,
    }
    if item.options:
        body["variantSelectors"] = [
            {"key": key, "displayName": option.name, "values": [{"displayValue": value} for value in option.values]}
            for key, option in zip(keys, item.options, strict=True)
        ]
    return body, stocks


def _new_variant(row: MarketVariant, keys: list[str], delivery: str) -> dict[str, Any]:
    if row.price != row.price.to_integral_value() or row.price < Decimal(1):
        raise InvalidRequest("Prices at Rakuten are whole yen.")
    variant: dict[str, Any] = {
        "standardPrice": str(int(row.price)),
        "articleNumber": {"exemptionReason": NO_CATALOGUE_NUMBER},
    }
    if row.seller_code:
        variant["merchantDefinedSkuId"] = row.seller_code[:96]
    if keys:
        variant["selectorValues"] = dict(zip(keys, row.values, strict=True))
    if delivery:
        variant["shipping"] = {"shippingMethodGroup": delivery}
    return variant
