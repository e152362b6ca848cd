"""Rows of products on the wire (wire contract, Appendix A)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any, Final

from django.core.files.storage import default_storage
from django.db.models import F

from accounts.models import Mall, Shop
from accounts.money import decimals_of
from accounts.prepared import Given, IsAnyOf, PreparedQuery
from catalog.models import Decoration
from catalog.models.image import LARGE, SMALL, path_of
from catalog.queries.listed import offered_products
from developer_center.api.call import Call
from developer_center.api.contract import shapes
from developer_center.api.errors import not_found
from developer_center.api.resources.product_facts import DETAIL_DEFAULTS, KEPT, KEPT_IN_LISTS, LIST_DEFAULTS
from developer_center.wire import dec2, moment, product_code, tf

LIST_COLUMNS: Final = (
    *("pk", "name", "code", "summary", "material", "options", "price", "weight_grams", "app_facts"),
    *("created_at", "updated_at", "display", "selling", "shop_price", "shop_texts", "stock", "tracks_stock"),
    *("image", "main_groups", "extra_inputs", "icons"),
)
DETAIL_COLUMNS: Final = (*LIST_COLUMNS, "short_description", "description", "placed_in", "seo")
WORD_COLUMNS: Final = ("pk", "options", "extra_inputs", "shop_texts")  # what options and combinations are told with
TAXED: Final = "A"

Source = Mapping[str, Any]  # a product's columns, as `values` gives them


@dataclass(frozen=True, slots=True)
class Writer:
    """Makes rows of one shop: what is the same for all of them is worked out once.

    `media` is the address that files of the media storage stand under, with a slash at its end.
    """

    shop_no: int
    currency: str
    media: str
    shop: Shop | None = None
    _unit: Decimal = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_unit", Decimal(1).scaleb(-decimals_of(self.currency)))

    @classmethod
    def of(cls, call: Call) -> Writer:
        """For the shop of a call; another shop than the first is read, for the rate of products it does not list."""
        media = Mall(host=call.caller.mall_host).storefront_url + default_storage.url("")
        others = Shop.objects.filter(mall_id=call.caller.mall_id, shop_no=call.shop_no)
        shop = None if call.shop_no == 1 else others.select_related("mall").get()
        return cls(call.shop_no, call.shop.currency, media, shop)

    def list_row(self, source: Source) -> dict[str, Any]:
        """A product as lists have it."""
        kept = source["app_facts"]
        row = dict(LIST_DEFAULTS)
        if kept:
            row.update({name: value for name, value in kept.items() if name in KEPT_IN_LISTS})
        row.update(self._live(source, row))
        return row

    def detail_row(self, source: Source) -> dict[str, Any]:
        """A product by itself: the same and more."""
        kept = {name: value for name, value in source["app_facts"].items() if name in KEPT}
        texts = source["shop_texts"] or {}
        description = texts.get("description") or source["description"]
        row = self.list_row(source) | DETAIL_DEFAULTS | {"mobile_description": description} | kept
        numbers = source["placed_in"]
        return row | {
            "category": [{"category_no": number, "recommend": "F", "new": "F"} for number in numbers],
            "description": description,
            "simple_description": texts.get("short_description") or source["short_description"],
            "has_option": tf(source["options"]),
        }

    def price(self, source: Source) -> Decimal:
        """In the shop's currency: its own, else the base price by its rate."""
        if source["shop_price"] is not None:
            return Decimal(source["shop_price"])
        base: Decimal = source["price"]
        return base if self.shop is None else self.shop.price_from_base(base)

    def image_url(self, stem: str | None, size: int) -> str:
        """The absolute address of a picture, or ""."""
        return f"{self.media}{path_of(stem, size)}" if stem else ""

    def _live(self, source: Source, kept: Mapping[str, Any]) -> dict[str, Any]:
        texts = source["shop_texts"] or {}
        price = self.price(source)
        large, small = self.image_url(source["image"], LARGE), self.image_url(source["image"], SMALL)
        is_sold_out = source["tracks_stock"] and source["stock"] == 0
        return {
            "shop_no": self.shop_no,
            "product_no": source["pk"],
            "product_code": product_code(source["pk"]),
            "custom_product_code": source["code"],
            "product_name": texts.get("name") or source["name"],
            "price_excluding_tax": dec2(self._without_tax(price, kept)),
            "price": dec2(price),
            "display": tf(source["display"]),
            "selling": tf(source["selling"]),
            "summary_description": texts.get("summary") or source["summary"],
            "detail_image": large,
            "list_image": small,
            "tiny_image": small,
            "small_image": small,
            "product_weight": kilograms(source["weight_grams"]),
            "product_material": texts.get("material") or source["material"],
            "created_date": moment(source["created_at"]),
            "updated_date": moment(source["updated_at"]),
            "list_icon": {"soldout_icon": is_sold_out, "recommend_icon": False, "new_icon": False},
            "sold_out": tf(is_sold_out),
            "main": source["main_groups"],
            **_icons(source["icons"]),
        }

    def _without_tax(self, price: Decimal, kept: Mapping[str, Any]) -> Decimal:
        """Prices include tax here (catalog.models.Product); only products of tax_type A are taxed."""
        if kept["tax_type"] != TAXED:
            return price
        percent: int = 100 + kept["tax_rate"]
        return (price * 100 / percent).quantize(self._unit, ROUND_HALF_UP)


def _icons(worn: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The icons of a product in a shop by their codes, and when they are shown."""
    start, end = (worn[0]["starts"], worn[0]["ends"]) if worn else (None, None)
    return {
        "icon_show_period": {"start_date": _moment(start), "end_date": _moment(end)},
        "icon": [Decoration(pk=one["pk"], kind=Decoration.Kind.ICON).code for one in worn],
    }


def _moment(text: str | None) -> str | None:
    return moment(dt.datetime.fromisoformat(text)) if text else None


def kilograms(grams: int | None) -> str:
    """Kilograms with two places."""
    return f"{(grams or 0) / 1000:.2f}"


def sources(keys: Sequence[int], shop_no: int) -> list[dict[str, Any]]:
    """The columns that rows of a list are made of, in the order of the keys; one query."""
    found = {source["pk"]: source for source in LISTED.rows(shop_no=shop_no, keys=list(keys))}
    return [found[key] for key in keys if key in found]


def source_of(call: Call, product_no: int, columns: tuple[str, ...] = DETAIL_COLUMNS) -> dict[str, Any]:
    """One product with all its columns, or those that are named. Raises 404."""
    found = _one(columns).first(shop_no=call.shop_no, product_no=product_no)
    if found is None:
        raise not_found(f"Product {product_no}")
    return found


LISTED: Final[PreparedQuery[dict[str, Any]]] = PreparedQuery(
    lambda: offered_products(Given("shop_no")).filter(IsAnyOf(F("pk"), Given("keys"))).values(*LIST_COLUMNS),
    plans_anew=True,
)


@cache
def _one(columns: tuple[str, ...]) -> PreparedQuery[dict[str, Any]]:
    return PreparedQuery(lambda: offered_products(Given("shop_no")).filter(pk=Given("product_no")).values(*columns))


def cut_to(row: Mapping[str, Any], method: str, path: str) -> dict[str, Any]:
    """The keys of a row that the contract names for an operation."""
    return {name: row[name] for name in shapes.row_of(shapes.shape_of(method, path))["properties"]}
