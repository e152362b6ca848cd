"""The Open Platform's answers as our values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from html import escape
from typing import Any, Final

from pro.marketplaces import reader
from pro.marketplaces.errors import BadAnswer
from pro.marketplaces.types import InfoEntry, InfoKind, MarketOption, MarketProduct, MarketVariant

STOCK: Final = "stock_info_v2.summary_info.total_available_stock"
GRAMS: Final = 1000
PLACE_KINDS: Final = {"PICK_UP_ADDRESS": InfoKind.SHIP_FROM, "RETURN_ADDRESS": InfoKind.RETURN_ADDRESS}
ADDRESS: Final = ("zipcode", "region", "state", "city", "district", "town", "address")


def product(item: dict[str, Any], models: Mapping[str, Any]) -> MarketProduct:
    """An item's base info and, where it has models, get_model_list. Each model has its own whole price."""
    options = _options(models)
    variants, currencies = _variants(models, options)
    if variants:
        price, currency = min(one.price for one in variants), currencies[0]
    else:
        price, currency = _price(item)
    known = [variant.stock for variant in variants] if variants else [reader.stock(item, STOCK)]
    weight = reader.amount(item, "weight", Decimal(0))
    return MarketProduct(
        external_id=reader.text(item, "item_id"),
        name=reader.text(item, "item_name"),
        price=price,
        currency=currency,
        description_html=_as_html(reader.text(item, "description", "")),
        seller_code=reader.text(item, "item_sku", ""),
        stock=None if None in known else sum(stock for stock in known if stock is not None),
        weight_grams=int(weight * GRAMS) or None,
        options=options,
        variants=variants,
        image_urls=tuple(reader.texts(item, "image.image_url_list")),
        is_selling=reader.text(item, "item_status", "NORMAL") == "NORMAL",
    )


def _options(models: Mapping[str, Any]) -> tuple[MarketOption, ...]:
    return tuple(
        MarketOption(
            reader.text(tier, "name"), tuple(reader.text(one, "option") for one in reader.items(tier, "option_list"))
        )
        for tier in reader.items(models, "tier_variation", is_optional=True)
    )


def _variants(
    models: Mapping[str, Any], options: Sequence[MarketOption]
) -> tuple[tuple[MarketVariant, ...], list[str]]:
    variants, currencies = [], []
    for model in reader.items(models, "model", is_optional=True):
        price, currency = _price(model)
        stock, code = reader.stock(model, STOCK), reader.text(model, "model_sku", "")
        variants.append(MarketVariant(reader.text(model, "model_id"), _values(model, options), price, stock, code))
        currencies.append(currency)
    return tuple(variants), currencies


def _values(model: dict[str, Any], options: Sequence[MarketOption]) -> tuple[str, ...]:
    """`tier_index` points into each tier's list. Raises BadAnswer where it points to nothing."""
    places = reader.at(model, "tier_index")
    if not isinstance(places, list) or len(places) != len(options):
        raise BadAnswer("The answer has a model with another number of tiers.")
    values = []
    for place, option in zip(places, options, strict=True):
        if not isinstance(place, int) or not 0 <= place < len(option.values):
            raise BadAnswer("The answer has a model whose tier_index points to nothing.")
        values.append(option.values[place])
    return tuple(values)


def _price(row: dict[str, Any]) -> tuple[Decimal, str]:
    """The regular price: that of a promotion ends with it."""
    found = reader.items(row, "price_info")
    if not found:
        raise BadAnswer("The answer has an empty price_info.")
    return reader.amount(found[0], "original_price"), reader.text(found[0], "currency")


def _as_html(words: str) -> str:
    """Shopee's descriptions are plain text with line breaks."""
    return "<br>".join(escape(line, quote=False) for line in words.splitlines())


def address(row: dict[str, Any]) -> Iterator[InfoEntry]:
    """An address, once for each thing it serves for."""
    words = " ".join(part for name in ADDRESS if (part := reader.text(row, name, "")))
    kinds = [PLACE_KINDS[one] for one in reader.texts(row, "address_type") if one in PLACE_KINDS]
    number = reader.text(row, "address_id")
    for kind in kinds or [InfoKind.SHOP]:
        yield InfoEntry(kind, number, f"{reader.text(row, 'city', '')} ({number})".strip(), {"Address": words})


def channels(rows: list[dict[str, Any]]) -> list[InfoEntry]:
    """Delivery channels that the shop has switched on."""
    return [
        InfoEntry(
            InfoKind.DELIVERY,
            reader.text(row, "logistics_channel_id"),
            reader.text(row, "logistics_channel_name"),
            {"Fee type": reader.text(row, "fee_type", "")},
        )
        for row in rows
        if reader.boolean(row, "enabled", False)
    ]
