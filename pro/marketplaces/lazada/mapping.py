"""Lazada's answers as our values. Figures come as numbers or as texts, and small and large letters are mixed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from pro.marketplaces import reader
from pro.marketplaces.errors import BadAnswer
from pro.marketplaces.types import InfoEntry, InfoKind, MarketOption, MarketProduct, MarketVariant

UNNAMED: Final = "SKU"  # the option's name where the answer says nothing of what sets the SKUs apart
OLD_NAMES: Final = ("color_family", "size")  # before `saleProp` these stood among the SKU's own names
DEEPEST: Final = 12


def product(row: Mapping[str, Any], currency: str) -> MarketProduct:
    """One product of /products/get. A single SKU without a variation is the product itself."""
    skus = reader.items(row, "skus")
    if not skus:
        raise BadAnswer("The answer has a product without SKUs.")
    names = _option_names(skus)
    variants = tuple(_variant(sku, names) for sku in skus)
    stocks = [variant.stock for variant in variants]
    return MarketProduct(
        external_id=reader.text(row, "item_id"),
        name=reader.text(row, "attributes.name"),
        price=min(variant.price for variant in variants),
        currency=currency,
        summary=reader.text(row, "attributes.short_description", ""),
        description_html=reader.text(row, "attributes.description", ""),
        seller_code=variants[0].seller_code,
        stock=None if None in stocks else sum(stock for stock in stocks if stock is not None),
        options=_options(names, variants),
        variants=variants if names else (),
        image_urls=tuple(_images(row, skus)),
        is_selling=any(reader.text(sku, "Status", "").lower() == "active" for sku in skus),
    )


def _option_names(skus: Sequence[Mapping[str, Any]]) -> list[str]:
    """Names that set every SKU apart from the others; one made-up name where there are several SKUs without any."""
    named = [_properties(sku) for sku in skus]
    names = [name for name in named[0] if all(name in one for one in named)]
    if names and len({tuple(one[name] for name in names) for one in named}) == len(skus):
        return names
    return [UNNAMED] if len(skus) > 1 else []


def _properties(sku: Mapping[str, Any]) -> dict[str, str]:
    props = reader.at(sku, "saleProp")
    if not isinstance(props, Mapping) or not props:
        props = {name: sku[name] for name in OLD_NAMES if name in sku}
    return {str(name): value for name, value in props.items() if isinstance(value, str) and value}


def _variant(sku: Mapping[str, Any], names: Sequence[str]) -> MarketVariant:
    code = reader.text(sku, "SellerSku", "")
    number = reader.text(sku, "SkuId")
    if list(names) == [UNNAMED]:
        values: tuple[str, ...] = (code or number,)
    else:
        props = _properties(sku)
        values = tuple(props[name] for name in names)
    return MarketVariant(
        external_id=number,
        values=values,
        price=reader.amount(sku, "price"),
        stock=reader.stock(sku, "quantity"),
        seller_code=code,
    )


def _options(names: Sequence[str], variants: Sequence[MarketVariant]) -> tuple[MarketOption, ...]:
    return tuple(
        MarketOption(name, tuple(dict.fromkeys(variant.values[place] for variant in variants)))
        for place, name in enumerate(names)
    )


def _images(row: Mapping[str, Any], skus: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The product's pictures, then those of its SKUs, each once."""
    urls = [*reader.texts(row, "images"), *(url for sku in skus for url in reader.texts(sku, "Images"))]
    return iter(dict.fromkeys(url for url in urls if url))


def shop(seller: Mapping[str, Any]) -> InfoEntry:
    """The seller's profile of /seller/get."""
    values = {name: reader.text(seller, name, "") for name in ("name_company", "short_code", "location")}
    return InfoEntry(InfoKind.SHOP, reader.text(seller, "seller_id"), reader.text(seller, "name", ""), values)


def provider(row: Mapping[str, Any]) -> InfoEntry:
    """A row of /shipment/providers/get; its name is its key."""
    name = reader.text(row, "name")
    values = {key: reader.text(row, key, "") for key in ("is_default", "cod", "tracking_url")}
    return InfoEntry(InfoKind.DELIVERY, name, name, values)


def categories(rows: Sequence[Mapping[str, Any]], above: tuple[str, ...] = ()) -> Iterator[InfoEntry]:
    """Leaves of the category tree, each with its way from the root."""
    if len(above) > DEEPEST:
        raise BadAnswer("The answer's category tree is too deep.")
    for row in rows:
        way = (*above, reader.text(row, "name"))
        if reader.boolean(row, "leaf", False):
            yield InfoEntry(InfoKind.CATEGORY, reader.text(row, "category_id"), " > ".join(way))
        else:
            yield from categories(reader.items(row, "children", is_optional=True), way)
