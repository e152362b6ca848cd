"""The Commerce API's answers as our values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from pro.marketplaces import reader
from pro.marketplaces.errors import BadAnswer
from pro.marketplaces.types import InfoEntry, InfoKind, MarketOption, MarketProduct, MarketVariant

CURRENCY: Final = "KRW"
PLACES: Final = (1, 2, 3, 4)
CARRIERS: Final = "returnDeliveryCompanies"
KINDS: Final = {"RELEASE": InfoKind.SHIP_FROM, "REFUND_OR_EXCHANGE": InfoKind.RETURN_ADDRESS}


def product(row: dict[str, Any], detail: Any) -> MarketProduct:
    """A search result and the origin product behind it. Add-on prices of combinations become full ones."""
    origin = reader.at(detail, "originProduct")
    if not isinstance(origin, dict):
        raise BadAnswer("The answer has no originProduct.")
    price = reader.amount(origin, "salePrice")
    options, variants = _options(reader.at(origin, "detailAttribute.optionInfo") or {}, price)
    channel = next(iter(reader.items(row, "channelProducts", is_optional=True)), {})
    status = reader.text(origin, "statusType", "")
    return MarketProduct(
        external_id=reader.text(row, "originProductNo"),
        name=reader.text(origin, "name", "") or reader.text(channel, "name"),
        price=price,
        currency=CURRENCY,
        description_html=reader.text(origin, "detailContent", ""),
        seller_code=reader.text(channel, "sellerManagementCode", ""),
        stock=reader.stock(origin, "stockQuantity"),
        options=options,
        variants=variants,
        image_urls=tuple(dict.fromkeys(_images(origin, channel))),
        is_selling=status in {"SALE", "OUTOFSTOCK"}
        and reader.text(channel, "channelProductDisplayStatusType", "ON") == "ON",
    )


def _options(info: Any, base: Decimal) -> tuple[tuple[MarketOption, ...], tuple[MarketVariant, ...]]:
    rows = [
        row for row in reader.items(info, "optionCombinations", is_optional=True) if reader.boolean(row, "usable", True)
    ]
    if not rows:
        return (), ()
    places = [place for place in PLACES if reader.text(rows[0], f"optionName{place}", "")]
    if not places:
        raise BadAnswer("The answer has a combination without values.")
    variants = tuple(_variant(row, places, base) for row in rows)
    options = tuple(
        MarketOption(
            reader.text(info, f"optionCombinationGroupNames.optionGroupName{place}", f"옵션{place}"),
            tuple(dict.fromkeys(variant.values[index] for variant in variants)),
        )
        for index, place in enumerate(places)
    )
    return options, variants


def _variant(row: dict[str, Any], places: Sequence[int], base: Decimal) -> MarketVariant:
    return MarketVariant(
        external_id=reader.text(row, "id", ""),
        values=tuple(reader.text(row, f"optionName{place}") for place in places),
        price=max(Decimal(0), base + reader.number(row, "price", Decimal(0))),
        stock=reader.stock(row, "stockQuantity"),
        seller_code=reader.text(row, "sellerManagerCode", ""),
    )


def _images(origin: dict[str, Any], channel: dict[str, Any]) -> Iterator[str]:
    first = reader.text(origin, "images.representativeImage.url", "")
    first = first or reader.text(channel, "representativeImage.url", "")
    if first:
        yield first
    for image in reader.items(origin, "images.optionalImages", is_optional=True):
        yield reader.text(image, "url")


def address(row: dict[str, Any]) -> InfoEntry:
    """An entry of the address book; the server ignores filters, so it is told apart here."""
    kind = reader.text(row, "addressType", "")
    parts = [reader.text(row, name, "") for name in ("zipCode", "baseAddress", "detailAddress")]
    values = {"Address": " ".join(part for part in parts if part), "Type": kind}
    title = reader.text(row, "name", "")
    return InfoEntry(KINDS.get(kind, InfoKind.SHOP), reader.text(row, "addressBookNo"), title, values)


def bundle_group(row: dict[str, Any]) -> InfoEntry:
    """A group of products that are sent in one parcel."""
    return InfoEntry(InfoKind.DELIVERY, f"bundle-{reader.text(row, 'id')}", reader.text(row, "name", ""), _plain(row))


def return_carriers(data: Any) -> list[InfoEntry]:
    """Carriers that bring returns back: a bare list, or one under its name."""
    rows = reader.items(data, "") if isinstance(data, list) else reader.items(data, CARRIERS, is_optional=True)
    entries = []
    for row in rows:
        kind = reader.text(row, "returnDeliveryCompanyPriorityType", "") or reader.text(row, "id")
        title = reader.text(row, "name", "") or kind
        entries.append(InfoEntry(InfoKind.POLICY, f"return-{kind}", title, _plain(row)))
    return entries


def _plain(row: dict[str, Any]) -> dict[str, str]:
    return {name: str(value)[:300] for name, value in row.items() if isinstance(value, str | int | Decimal)}
