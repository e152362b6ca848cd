"""11st's XML as our values. Option names and values come as one text each, parted by commas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final
from xml.etree.ElementTree import Element

from pro.marketplaces import reader
from pro.marketplaces.errors import BadAnswer
from pro.marketplaces.types import InfoEntry, InfoKind, MarketOption, MarketProduct, MarketVariant
from pro.marketplaces.xml import as_data, children

CURRENCY: Final = "KRW"
PICTURES: Final = ("prdImage01", "prdImage02", "prdImage03", "prdImage04")
SELLABLE: Final = "01"  # prdStckStatCd: the combination is in use
LEVELS: Final = 8

Row = Mapping[str, Any]


def product(listed: Row, detail: Element, stocks: Element, status: str) -> MarketProduct:
    """One product from the list, its detail and its stock answer; add-on prices become full ones.

    The list's values stand in for what the detail leaves empty.
    """
    row = {**listed, **{name: value for name, value in as_data(detail).items() if value}}
    rows = _stock_rows(stocks)
    price = reader.amount(row, "selPrc")
    names = _names(rows)
    variants = tuple(_variant(one, names, price) for one in rows) if names else ()
    return MarketProduct(
        external_id=reader.text(row, "prdNo"),
        name=reader.text(row, "prdNm"),
        price=price,
        currency=CURRENCY,
        summary=_single(row, "advrtStmt"),
        description_html=_single(row, "htmlDetail"),
        seller_code=_single(row, "sellerPrdCd"),
        stock=_total(rows),
        options=tuple(
            MarketOption(name, tuple(dict.fromkeys(variant.values[place] for variant in variants)))
            for place, name in enumerate(names)
        ),
        variants=variants,
        image_urls=tuple(dict.fromkeys(url for name in PICTURES if (url := _single(row, name)))),
        is_selling=status == "103",
    )


def _stock_rows(stocks: Element) -> list[Row]:
    """Rows that are sold; all of them where the answer does not say which are."""
    rows = children(stocks, "ProductStock")
    return [row for row in rows if reader.text(row, "prdStckStatCd", SELLABLE) in {SELLABLE, ""}] or list(rows)


def _names(rows: Sequence[Row]) -> list[str]:
    """Names of the options. Values may hold commas themselves: then all of it is one option."""
    whole = _single(rows[0], "mixOptNm") if rows else ""
    if not whole:
        return []
    names = [name.strip() for name in whole.split(",")]
    fits = all(len(_single(row, "mixDtlOptNm").split(",")) == len(names) for row in rows)
    return names if fits and len(set(names)) == len(names) else [whole]


def _variant(row: Row, names: Sequence[str], price: Decimal) -> MarketVariant:
    whole = _single(row, "mixDtlOptNm")
    values = tuple(value.strip() for value in whole.split(",")) if len(names) > 1 else (whole,)
    return MarketVariant(
        external_id=reader.text(row, "prdStckNo"),
        values=values,
        price=max(Decimal(0), price + reader.number(row, "addPrc", Decimal(0))),
        stock=reader.stock(row, "stckQty"),
        seller_code=_single(row, "sellerStockCd"),
    )


def _total(rows: Sequence[Row]) -> int | None:
    stocks = [reader.stock(row, "stckQty") for row in rows]
    return None if not stocks or None in stocks else sum(stock for stock in stocks if stock is not None)


def _single(row: Row, name: str) -> str:
    """A text; of a name that comes twice, the first."""
    found = row.get(name)
    if isinstance(found, list):
        found = found[0] if found else ""
    return reader.text({name: found}, name, "") if not isinstance(found, Mapping) else ""


def address(kind: InfoKind, row: Row) -> InfoEntry:
    """A place of dispatch, or one that returns go to."""
    values = {
        "Address": _single(row, "addr"),
        "Name": _single(row, "rcvrNm"),
        "Phone": _single(row, "gnrlTlphnNo") or _single(row, "prtblTlphnNo"),
    }
    number = reader.text(row, "addrSeq")
    return InfoEntry(kind, number, _single(row, "addrNm") or number, values)


def templates(root: Element) -> list[InfoEntry]:
    """Templates of when parcels leave, wherever in /prodservices/sendCloseList they stand."""
    rows = [as_data(found) for found in root.iter() if found.find("prdInfoTmpltNo") is not None]
    return [
        InfoEntry(
            InfoKind.DELIVERY,
            reader.text(row, "prdInfoTmpltNo"),
            _single(row, "prdInfoTmpltNm") or reader.text(row, "prdInfoTmpltNo"),
            {"Default": _single(row, "repCloseTimeYn")},
        )
        for row in rows
    ]


def categories(rows: Sequence[Row]) -> list[InfoEntry]:
    """The smallest categories, each with its way from the root; parents stand in the same list."""
    known = {reader.text(row, "dispNo"): row for row in rows}
    return [
        InfoEntry(InfoKind.CATEGORY, number, _way(number, known))
        for number, row in known.items()
        if _single(row, "leafYn") == "Y"
    ]


def _way(number: str, known: Mapping[str, Row]) -> str:
    names: list[str] = []
    while number in known:
        if len(names) > LEVELS:
            raise BadAnswer("The answer's categories lead in a circle.")
        names.append(reader.text(known[number], "dispNm"))
        number = _single(known[number], "parentDispNo")
    return " > ".join(reversed(names))
