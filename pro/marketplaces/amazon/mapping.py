"""The Selling Partner API's answers as our values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import Any, Final

from pro.marketplaces import reader
from pro.marketplaces.types import InfoEntry, InfoKind, MarketOption, MarketProduct, MarketVariant

MERCHANT: Final = "DEFAULT"  # the channel of stock that the merchant sends; others lie in Amazon's warehouses
MOST_OTHER_IMAGES: Final = 8
BUYABLE: Final = "BUYABLE"
SKU_OPTION: Final = "SKU"  # where attributes do not tell variations apart
ADDRESS: Final = ("postalCode", "stateOrProvinceCode", "city", "addressLine1", "addressLine2", "countryCode")


@dataclass(frozen=True, slots=True)
class Relation:
    """What a listing is to others: a variation's parent or child. `attributes` name what its children differ in."""

    is_parent: bool = False
    is_child: bool = False
    attributes: tuple[str, ...] = ()


def relation(item: dict[str, Any], marketplace_id: str) -> Relation:
    """A listing's place in a variation in one marketplace."""
    for group in _of_market(reader.items(item, "relationships", is_optional=True), marketplace_id):
        for one in reader.items(group, "relationships", is_optional=True):
            if reader.text(one, "type", "") == "VARIATION":
                children, parents = reader.texts(one, "childSkus"), reader.texts(one, "parentSkus")
                return Relation(bool(children), bool(parents), tuple(reader.texts(one, "variationTheme.attributes")))
    return Relation()


def product(
    item: dict[str, Any], children: Sequence[dict[str, Any]], differ_in: Sequence[str], marketplace_id: str
) -> MarketProduct | None:
    """A listing with its variations. Each has its own whole price; None where there is no price at all."""
    priced = [(one, price) for one in children or [item] if (price := _price(one, marketplace_id)) is not None]
    if not priced:
        return None
    sold = [one for one, _price_of in priced]
    summary = _summary(item, marketplace_id)
    names, rows = _options(sold, differ_in, marketplace_id) if children else ([], [()])
    variants = tuple(
        MarketVariant(reader.text(one, "sku"), values, price[0], _stock(one), reader.text(one, "sku"))
        for (one, price), values in zip(priced, rows, strict=True)
    )
    known = [variant.stock for variant in variants]
    statuses = [status for one in sold for status in reader.texts(_summary(one, marketplace_id), "status")]
    return MarketProduct(
        external_id=reader.text(item, "sku"),
        name=reader.text(summary, "itemName", "") or _attribute(item, "item_name") or reader.text(item, "sku"),
        price=min(variant.price for variant in variants),
        currency=priced[0][1][1],
        description_html=_description(item) or _description(sold[0]),
        material=_attribute(item, "material"),
        seller_code=reader.text(item, "sku"),
        stock=None if None in known else sum(stock for stock in known if stock is not None),
        options=tuple(
            MarketOption(name, tuple(dict.fromkeys(row[place] for row in rows))) for place, name in enumerate(names)
        ),
        variants=variants if names else (),
        image_urls=tuple(dict.fromkeys(url for one in (item, *sold) for url in _images(one, marketplace_id))),
        is_selling=BUYABLE in statuses,
    )


def _options(
    rows: Sequence[dict[str, Any]], differ_in: Sequence[str], marketplace_id: str
) -> tuple[list[str], list[tuple[str, ...]]]:
    """The theme's attributes, where every variation has them and they tell all apart; else the SKUs."""
    values = [tuple(_attribute(one, name) for name in differ_in) for one in rows]
    if differ_in and all(all(one) for one in values) and len(set(values)) == len(rows):
        return [name.replace("_", " ").capitalize() for name in differ_in], values
    return [SKU_OPTION], [(reader.text(one, "sku"),) for one in rows]


def _price(item: dict[str, Any], marketplace_id: str) -> tuple[Decimal, str] | None:
    offers = _of_market(reader.items(item, "offers", is_optional=True), marketplace_id)
    for offer in offers:
        if reader.text(offer, "offerType", "B2C") == "B2C" and reader.at(offer, "price.amount") is not None:
            return reader.amount(offer, "price.amount"), reader.text(offer, "price.currencyCode")
    return None


def _stock(item: dict[str, Any]) -> int | None:
    for row in reader.items(item, "fulfillmentAvailability", is_optional=True):
        if reader.text(row, "fulfillmentChannelCode", "") == MERCHANT:
            return reader.stock(row, "quantity")
    return None


def _summary(item: dict[str, Any], marketplace_id: str) -> dict[str, Any]:
    found = _of_market(reader.items(item, "summaries", is_optional=True), marketplace_id)
    return found[0] if found else {}


def _of_market(rows: list[dict[str, Any]], marketplace_id: str) -> list[dict[str, Any]]:
    return [row for row in rows if reader.text(row, "marketplaceId", marketplace_id) == marketplace_id]


def _attributes(item: dict[str, Any], name: str) -> list[str]:
    """An attribute's values: a list of objects with `value`; what has another shape is passed by."""
    found = reader.at(item, "attributes")
    rows = found.get(name) if isinstance(found, Mapping) else None
    if not isinstance(rows, list):
        return []
    return [reader.text(row, "value") for row in rows if isinstance(row, dict) and isinstance(row.get("value"), str)]


def _attribute(item: dict[str, Any], name: str) -> str:
    return next(iter(_attributes(item, name)), "")


def _description(item: dict[str, Any]) -> str:
    """Bullet points are plain text, the description is as the seller sent it."""
    bullets = "".join(f"<li>{escape(words, quote=False)}</li>" for words in _attributes(item, "bullet_point"))
    return (f"<ul>{bullets}</ul>" if bullets else "") + _attribute(item, "product_description")


def _images(item: dict[str, Any], marketplace_id: str) -> Iterator[str]:
    main = reader.text(_summary(item, marketplace_id), "mainImage.link", "")
    if main:
        yield main
    attributes = reader.at(item, "attributes") or {}
    for place in range(1, MOST_OTHER_IMAGES + 1):
        for row in reader.items(attributes, f"other_product_image_locator_{place}", is_optional=True):
            url = reader.text(row, "media_location", "")
            if url.startswith(("https://", "http://")):
                yield url


def account(payload: Any) -> Iterator[InfoEntry]:
    """The business and its address."""
    name = reader.text(payload, "business.name", "")
    address = reader.at(payload, "business.registeredBusinessAddress") or {}
    words = " ".join(part for one in ADDRESS if (part := reader.text(address, one, "")))
    if name or words:
        plan = reader.text(payload, "sellingPlan", "")
        yield InfoEntry(InfoKind.SHOP, "business", name or words, {"Address": words, "Selling plan": plan})


def shipping_groups(item: dict[str, Any]) -> Iterator[InfoEntry]:
    """The shipping template that a listing uses."""
    for value in _attributes(item, "merchant_shipping_group"):
        yield InfoEntry(InfoKind.DELIVERY, value, value)
