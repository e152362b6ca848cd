"""QAPI's answers as our values. All its values are texts, and two versions name some of them differently."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from pro.marketplaces import reader
from pro.marketplaces.errors import InvalidRequest
from pro.marketplaces.types import InfoEntry, InfoKind, MarketOption, MarketProduct, MarketVariant

CURRENCY: Final = "JPY"
MOST_OPTIONS: Final = 5
TITLE_LENGTH: Final = 100
PARTS, ROWS = "||*", "$$"


def product(detail: dict[str, Any], inventory: Sequence[dict[str, Any]], status: str) -> MarketProduct:
    """One item from GetItemDetailInfo and GetGoodsInventoryInfo; add-on prices become full ones."""
    price = reader.amount(detail, "ItemPrice" if "ItemPrice" in detail else "SellPrice")
    code = reader.text(detail, "ItemCode" if "ItemCode" in detail else "ItemNo")
    picture = reader.text(detail, "ImageUrl", "")
    options, variants = _options(inventory, price)
    return MarketProduct(
        external_id=code,
        name=reader.text(detail, "ItemTitle"),
        price=price,
        currency=CURRENCY,
        summary=reader.text(detail, "PromotionName", ""),
        description_html=reader.text(detail, "ItemDetail", ""),
        material=reader.text(detail, "Material", ""),
        seller_code=reader.text(detail, "SellerCode", ""),
        stock=reader.stock(detail, "ItemQty"),
        options=options,
        variants=variants,
        image_urls=(picture,) if picture else (),
        is_selling=status == "S2",
    )


def _options(
    rows: Sequence[dict[str, Any]], base: Decimal
) -> tuple[tuple[MarketOption, ...], tuple[MarketVariant, ...]]:
    if not rows:
        return (), ()
    places = [n for n in range(1, MOST_OPTIONS + 1) if reader.text(rows[0], f"Name{n}", "")]
    names = [reader.text(rows[0], f"Name{n}") for n in places]
    variants = tuple(
        MarketVariant(
            external_id=reader.text(row, "ItemTypeCode", ""),
            values=tuple(reader.text(row, f"Value{n}", "") for n in places),
            price=max(Decimal(0), base + reader.number(row, "Price", Decimal(0))),
            stock=reader.stock(row, "Qty"),
            seller_code=reader.text(row, "ItemTypeCode", ""),
        )
        for row in rows
    )
    options = tuple(
        MarketOption(name, tuple(dict.fromkeys(variant.values[place] for variant in variants)))
        for place, name in enumerate(names)
    )
    return options, variants


def delivery_group(row: dict[str, Any]) -> InfoEntry:
    """A row of GetSellerDeliveryGroupInfo."""
    number = reader.text(row, "ShippingNo")
    values = {name: reader.text(row, name, "") for name in ("ShippingType", "ShippingFee", "FreeCondition", "Oversea")}
    carrier = reader.text(row, "transcName", "")
    return InfoEntry(InfoKind.DELIVERY, number, f"{carrier} ({number})".strip(), {**values, "Carrier": carrier})


def category(row: dict[str, Any]) -> InfoEntry:
    """A row of GetCatagoryListAll, known by its smallest category."""
    names = [reader.text(row, f"CATE_{size}_NM", "") for size in ("L", "M", "S")]
    return InfoEntry(InfoKind.CATEGORY, reader.text(row, "CATE_S_CD"), " > ".join(filter(None, names)))


def new_goods(item: MarketProduct, category_code: str, delivery: str) -> dict[str, str]:
    """The form of ItemsBasic.SetNewGoods. Raises InvalidRequest for what it cannot say."""
    if item.currency != CURRENCY or item.price != item.price.to_integral_value() or item.price < 1:
        raise InvalidRequest("Prices at this marketplace are whole yen.")
    if len(item.name) > TITLE_LENGTH:
        raise InvalidRequest(f"Names at this marketplace have at most {TITLE_LENGTH} letters.")
    form = {
        "SecondSubCat": category_code,
        "ItemTitle": item.name,
        "PromotionName": item.summary[:20],
        "SellerCode": item.seller_code,
        "AdultYN": "N",
        "Material": item.material[:500],
        "StandardImage": item.image_urls[0] if item.image_urls else "",
        "ItemDescription": item.description_html or item.name,
        "ItemType": _item_type(item),
        "RetailPrice": "0",
        "TaxRate": "S",
        "ItemPrice": str(int(item.price)),
        "ItemQty": str(item.stock if item.stock is not None else 0),
        "ShippingNo": delivery or "0",
        "AvailableDateType": "0",
        "AvailableDateValue": "3",
    }
    if item.weight_grams:
        form["Weight"] = str(Decimal(item.weight_grams) / 1000)
    return form


def _item_type(item: MarketProduct) -> str:
    rows = []
    for variant in item.variants if item.options else ():
        named = [
            part for option, value in zip(item.options, variant.values, strict=True) for part in (option.name, value)
        ]
        if any(PARTS in part or ROWS in part for part in named):
            raise InvalidRequest(f"Option values cannot hold {PARTS} or {ROWS} at this marketplace.")
        extra, stock = int(variant.price - item.price), variant.stock or 0
        rows.append(PARTS.join([*named, str(extra), str(stock), variant.seller_code or "0"]))
    return ROWS.join(rows)
