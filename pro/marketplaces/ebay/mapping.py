"""eBay's answers as our values: an inventory item has no price, its offers have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from pro.marketplaces import reader
from pro.marketplaces.types import InfoEntry, InfoKind, MarketOption, MarketProduct, MarketVariant

Row = Mapping[str, Any]
POLICIES: Final = {"return": "returnPolicies", "fulfillment": "fulfillmentPolicies", "payment": "paymentPolicies"}
GROUP: Final = "group:"  # before a group's key in our external ids: a SKU may be called the same
ADDRESS: Final = ("addressLine1", "addressLine2", "city", "stateOrProvince", "postalCode", "country")


@dataclass(frozen=True, slots=True)
class Offer:
    """What an item costs on one site, and whether it is listed there."""

    price: Decimal
    currency: str
    is_listed: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """An inventory item with its offer on the account's site."""

    sku: str
    item: Row
    offer: Offer


def offer(rows: Sequence[Row], site: str) -> Offer | None:
    """The fixed-price offer on a site, None where there is none; a listed one goes before others."""
    found = [
        Offer(
            price=reader.amount(row, "pricingSummary.price.value"),
            currency=reader.text(row, "pricingSummary.price.currency"),
            is_listed=bool(reader.text(row, "listing.listingId", "")),
        )
        for row in rows
        if reader.text(row, "marketplaceId", "") == site and reader.at(row, "pricingSummary.price") is not None
    ]
    return max(found, key=lambda one: one.is_listed, default=None)


def single(offered: Offered) -> MarketProduct:
    """An item of no group."""
    item = offered.item
    return MarketProduct(
        external_id=offered.sku,
        name=reader.text(item, "product.title", "") or offered.sku,  # only what is listed needs a title
        price=offered.offer.price,
        currency=offered.offer.currency,
        summary=reader.text(item, "product.subtitle", ""),
        description_html=reader.text(item, "product.description", ""),
        material=", ".join(_aspect(item, "Material")),
        seller_code=offered.sku,
        stock=_stock(item),
        image_urls=tuple(reader.texts(item, "product.imageUrls")),
        is_selling=offered.offer.is_listed,
    )


def grouped(key: str, group: Row, offered: Sequence[Offered]) -> MarketProduct | None:
    """A listing with variations; None where none of its items is offered on this site."""
    if not offered:
        return None
    names = [reader.text(row, "name") for row in reader.items(group, "variesBy.specifications", is_optional=True)]
    variants = tuple(_variant(one, names) for one in offered)
    stocks = [variant.stock for variant in variants]
    pictures = [
        *reader.texts(group, "imageUrls"),
        *(url for one in offered for url in reader.texts(one.item, "product.imageUrls")),
    ]
    return MarketProduct(
        external_id=f"{GROUP}{key}",
        name=reader.text(group, "title", "") or key,
        price=min(variant.price for variant in variants),
        currency=offered[0].offer.currency,
        summary=reader.text(group, "subtitle", ""),
        description_html=reader.text(group, "description", ""),
        material=", ".join(_aspect(offered[0].item, "Material")),
        seller_code=key,
        stock=None if None in stocks else sum(stock for stock in stocks if stock is not None),
        options=tuple(
            MarketOption(name, tuple(dict.fromkeys(variant.values[place] for variant in variants)))
            for place, name in enumerate(names)
        ),
        variants=variants if names else (),
        image_urls=tuple(dict.fromkeys(pictures)),
        is_selling=any(one.offer.is_listed for one in offered),
    )


def _variant(offered: Offered, names: Sequence[str]) -> MarketVariant:
    return MarketVariant(
        external_id=offered.sku,
        values=tuple(next(iter(_aspect(offered.item, name)), "") for name in names),
        price=offered.offer.price,
        stock=_stock(offered.item),
        seller_code=offered.sku,
    )


def _stock(item: Row) -> int | None:
    return reader.stock(item, "availability.shipToLocationAvailability.quantity")


def _aspect(item: Row, name: str) -> list[str]:
    """Values of an aspect; its name may hold dots, so it is no path."""
    aspects = reader.at(item, "product.aspects")
    return reader.texts({"values": aspects.get(name)}, "values") if isinstance(aspects, Mapping) else []


def policies(kind: str, data: Row) -> Iterator[InfoEntry]:
    """Business policies of one kind; their numbers are counted per kind."""
    for row in reader.items(data, POLICIES[kind], is_optional=True):
        number = reader.text(row, f"{kind}PolicyId")
        values = {"Kind": kind, "Description": reader.text(row, "description", "")[:300]}
        yield InfoEntry(InfoKind.POLICY, f"{kind}:{number}", reader.text(row, "name", number), values)


def location(row: Row) -> InfoEntry:
    """A place that stock lies at."""
    key = reader.text(row, "merchantLocationKey")
    address = reader.at(row, "location.address") or {}
    words = " ".join(filter(None, (reader.text(address, part, "") for part in ADDRESS)))
    values = {
        "Address": words,
        "Phone": reader.text(row, "phone", ""),
        "Status": reader.text(row, "merchantLocationStatus", ""),
    }
    return InfoEntry(InfoKind.SHIP_FROM, key, reader.text(row, "name", key), values)
