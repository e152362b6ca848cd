"""ESM's answers as our values. Large and small letters of its names change, so all are read in small ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from pro.marketplaces import reader
from pro.marketplaces.errors import BadAnswer
from pro.marketplaces.types import InfoEntry, InfoKind, MarketOption, MarketProduct, MarketVariant

CURRENCY: Final = "KRW"
DEEPEST: Final = 20
SELLING: Final = "11"
UNNAMED: Final = "옵션"
MORE: Final = ("itemaddtionalinfo", "itemadditionalinfo")  # ESM writes the first, and might mend it

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Site:
    """One of the two: its number in searches, its name in answers, its letter in tokens, its field of ours."""

    number: int
    name: str
    letter: str
    field: str


GMARKET: Final = Site(2, "gmkt", "G", "gmarket_id")
AUCTION: Final = Site(1, "iac", "A", "auction_id")


def lowered(value: Any, depth: int = 0) -> Any:
    """The same with every name in small letters. Raises BadAnswer for what is nested without end."""
    if depth > DEEPEST:
        raise BadAnswer("The answer is nested too deeply.")
    if isinstance(value, dict):
        return {str(name).lower(): lowered(one, depth + 1) for name, one in value.items()}
    return [lowered(one, depth + 1) for one in value] if isinstance(value, list) else value


def is_at(row: Row, site: Site) -> bool:
    """Whether a search result is sold at a site: searches bring in what is only at the other one too."""
    return reader.text(row, f"sitegoodsno.{site.name}", "") not in {"", "0"}


def product(row: Row, detail: Row, options: Row, site: Site) -> MarketProduct:
    """A search result with its detail and its options, as it stands at one site."""
    price = reader.amount(row, f"price.{site.name}")
    names, variants = _variants(options, price, site)
    stock = reader.stock(row, f"stock.{site.name}")
    told = [variant.stock for variant in variants]
    if variants and None not in told:
        stock = sum(one for one in told if one is not None)
    return MarketProduct(
        external_id=reader.text(row, "goodsno"),
        name=reader.text(row, "goodsname"),
        price=price,
        currency=CURRENCY,
        summary=reader.text(detail, "itembasicinfo.goodsname.promotion", ""),
        description_html=next((text for more in _more(detail) if (text := _html(more))), ""),
        seller_code=reader.text(row, "managedcode", ""),
        stock=stock,
        options=tuple(
            MarketOption(name, tuple(dict.fromkeys(variant.values[place] for variant in variants)))
            for place, name in enumerate(names)
        ),
        variants=variants,
        image_urls=tuple(_images(row, detail)),
        is_selling=reader.text(row, f"sellstatus.{site.name}", "") == SELLING,
    )


def _more(detail: Row) -> Iterator[Row]:
    for name in MORE:
        found = reader.at(detail, name)
        if isinstance(found, Mapping):
            yield found


def _html(more: Row) -> str:
    return reader.text(more, "descriptions.kor.html", "")


def _images(row: Row, detail: Row) -> Iterator[str]:
    """The list's picture and those of the detail, each once, in ESM's order."""
    urls = [reader.text(row, "image", "")]
    for more in _more(detail):
        images = reader.at(more, "images")
        urls.extend(value for value in (images or {}).values() if isinstance(value, str))
    return iter(dict.fromkeys(url for url in urls if url.startswith(("http://", "https://"))))


def _variants(options: Row, price: Decimal, site: Site) -> tuple[list[str], tuple[MarketVariant, ...]]:
    """Names of the options and all combinations that are shown at the site; none of both without options."""
    details, names, keys = _shape(options)
    is_counted = bool(reader.at(options, "isstockmanage"))
    shown = [row for row in details if _of_site(row, "isdisplay", site) is not False]
    variants = tuple(
        MarketVariant(
            external_id=reader.text(row, "optseq", "") or reader.text(row, "managecode", ""),
            values=tuple(_korean(row.get(key)) for key in keys),
            price=max(Decimal(0), price + _extra(row, site)),
            stock=_stock(row, site) if is_counted else None,
            seller_code=reader.text(row, "managecode", ""),
        )
        for row in shown
    )
    return (names, variants) if variants else ([], ())


def _shape(options: Row) -> tuple[list[dict[str, Any]], list[str], list[str]]:
    """Rows, names of options, and where in a row the values stand: of combinations, or of a single option."""
    combination = reader.at(options, "combination")
    rows = reader.items(combination, "details", is_optional=True)
    if rows:
        places = [n for n in (1, 2, 3) if any(_korean(row.get(f"recommendedoptvalue{n}")) for row in rows)]
        names = [_korean(combination.get(f"recommendedoptname{n}")) or f"{UNNAMED} {n}" for n in places]
        return rows, names, [f"recommendedoptvalue{n}" for n in places]
    several = reader.items(options, "independents", is_optional=True)
    single = several[0] if len(several) == 1 else reader.at(options, "independent")
    if len(several) > 1 or not isinstance(single, Mapping):
        return [], [], []
    name = _korean(single.get("recommendedoptname")) or UNNAMED
    return reader.items(single, "details", is_optional=True), [name], ["recommendedoptvalue"]


def _korean(value: Any) -> str:
    """A text, or the Korean one of a text in several languages."""
    return reader.text(value, "koreantext", "") if isinstance(value, Mapping) else reader.text({"v": value}, "v", "")


def _of_site(row: Row, name: str, site: Site) -> Any:
    """The value for one site, else the one for both."""
    own = reader.at(row, f"{name}site.{site.name}")
    return row.get(name) if own is None else own


def _extra(row: Row, site: Site) -> Decimal:
    return reader.number({"v": _of_site(row, "addamnt", site)}, "v", Decimal(0))


def _stock(row: Row, site: Site) -> int | None:
    if _of_site(row, "issoldout", site) is True:
        return 0
    quantity = row.get("qty")
    return reader.stock(row, f"qty.{site.name}") if isinstance(quantity, Mapping) else reader.stock(row, "qty")


def rows(data: Row, name: str) -> list[dict[str, Any]]:
    """A list by its name, else the only list there is: the catalogue of calls does not tell every name."""
    if name in data:
        return reader.items(data, name)
    lists = [key for key, value in data.items() if isinstance(value, list)]
    return reader.items(data, lists[0]) if len(lists) == 1 else []


def place(row: Row) -> InfoEntry:
    """A place of dispatch."""
    number = reader.text(row, "placeno")
    values = {"Address number": reader.text(row, "addrno", "")}
    return InfoEntry(InfoKind.SHIP_FROM, number, reader.text(row, "placename", number), values)


def address(row: Row) -> InfoEntry:
    """An entry of the address book, which returns go to."""
    number = reader.text(row, "addrno")
    parts = (reader.text(row, name, "") for name in ("zipcode", "addr1", "addr2"))
    values = {"Address": " ".join(filter(None, parts)), "Name": reader.text(row, "representativename", "")}
    return InfoEntry(InfoKind.RETURN_ADDRESS, number, reader.text(row, "addrname", number), values)


def policy(row: Row) -> InfoEntry:
    """A policy of when parcels leave."""
    number = reader.text(row, "dispatchpolicyno")
    values = {
        "Type": reader.text(row, "dispatchtype", ""),
        "Days": reader.text(row, "readydurationday", ""),
        "Until": reader.text(row, "dispatchclosetime", ""),
    }
    return InfoEntry(InfoKind.POLICY, number, reader.text(row, "dispatchpolicyname", number), values)


def categories(found: Sequence[Row]) -> list[InfoEntry]:
    """The top categories of the site."""
    return [InfoEntry(InfoKind.CATEGORY, reader.text(row, "catcode"), reader.text(row, "catname")) for row in found]
