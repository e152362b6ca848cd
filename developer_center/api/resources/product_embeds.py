"""What `embed` adds to rows of products; one query for each name, whatever the number of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django.db.models import Sum

from catalog.domain.product_tags import TAGS
from catalog.models import ProductImage, ProductMemo, ProductStatDay, Variant
from catalog.models.image import LARGE, SMALL
from catalog.models.seo import Seo
from developer_center.api.call import Call
from developer_center.api.resources.decoration_rows import IMAGE_OUTFIT, decoration_image_rows
from developer_center.api.resources.option_rows import OPTION, option_row
from developer_center.api.resources.product_rows import Source, Writer
from developer_center.api.resources.property_rows import VALUE, property_values
from developer_center.api.resources.seo_fields import EXPOSURE, seo_row, seo_shape
from developer_center.api.resources.variant_rows import (
    INVENTORY,
    VARIANT,
    inventory_row,
    listing_of,
    variant_row,
    variants_by_product,
)
from developer_center.wire import dec2, moment
from orders.domain.discounts import discounted_prices

Rows = Sequence[dict[str, Any]]

MOST_VARIANTS: Final = 100  # wire contract 2.7
IMAGES: Final = "[{big:str, medium:str, small:str}]"
DISCOUNT_PRICE: Final = "{pc_discount_price:dec2, mobile_discount_price:dec2, app_discount_price:dec2}"
SEO_KEYS: Final = ("meta_title", "meta_author", "meta_description", "meta_keywords", "meta_alt", EXPOSURE)
MEMO: Final = "memo_no:int, author_id:str, created_date:dt, memo:str"
LIST_EMBEDS: Final = {
    "variants": f"[{{{VARIANT}, inventories:{{{INVENTORY}}}}}]",
    "options": f"{{{OPTION}}}",
    "benefits": "[str]",
    "channeldiscountprices": "[str]",
    "discountprice": DISCOUNT_PRICE,
    "decorationimages": IMAGE_OUTFIT,
    "additionalimages": IMAGES,
    "hits": "int",
}
DETAIL_EMBEDS: Final = {
    **LIST_EMBEDS,
    "memos": f"[{{{MEMO}}}]",
    "seo": f"{{{seo_shape(SEO_KEYS)}}}",
    "tags": "[str]",
    "custom_properties": f"[{{{VALUE}}}]",
}


def add_embeds(call: Call, known: Iterable[str], found: Sequence[Source], rows: Rows, writer: Writer) -> None:
    """Put what the call wants of `known` under its names into rows made of `found`; other names are ignored.

    `inventories` comes with `variants`. Benefits and channels have no facts here: empty lists, which an app that asks
    can walk through (C).
    """
    for name in known:
        if name in call.embed:
            values = MAKERS[name](found, call, writer)
            for row in rows:
                row[name] = values[row["product_no"]]


def additional_images(product_ids: Iterable[int], writer: Writer) -> dict[int, list[dict[str, str]]]:
    """The pictures after the first one, in order."""
    found: dict[int, list[dict[str, str]]] = {number: [] for number in product_ids}
    pictures = ProductImage.objects.filter(product_id__in=list(found), position__gt=0).order_by("position")
    for product_id, stem in pictures.values_list("product_id", "stem"):
        large, small = writer.image_url(stem, LARGE), writer.image_url(stem, SMALL)
        found[product_id].append({"big": large, "medium": small, "small": small})
    return found


def hits(product_ids: Iterable[int], shop_no: int) -> dict[int, int]:
    """How often each was viewed in the shop: days are kept for 92 (ProductStatDay)."""
    days = ProductStatDay.objects.filter(shop_no=shop_no, product_id__in=list(product_ids))
    counted = dict(days.values_list("product_id").annotate(seen=Sum("views")))
    return {number: counted.get(number, 0) for number in product_ids}


def discount_prices(prices: Mapping[int, Decimal], writer: Writer) -> dict[int, dict[str, str]]:
    """The price of one piece after the best period discount: the same on every device."""
    after = discounted_prices(prices, writer.shop_no, writer.currency)
    devices = ("pc_discount_price", "mobile_discount_price", "app_discount_price")
    return {number: dict.fromkeys(devices, dec2(price)) for number, price in after.items()}


def memo_row(memo: ProductMemo) -> dict[str, Any]:
    """One note."""
    return {
        "memo_no": memo.pk,
        "author_id": memo.author_id,
        "created_date": moment(memo.created_at),
        "memo": memo.text,
    }


def _ids(found: Sequence[Source]) -> list[int]:
    return [source["pk"] for source in found]


def _variants(found: Sequence[Source], _call: Call, writer: Writer) -> dict[int, Any]:
    variants = variants_by_product(_ids(found))
    return {source["pk"]: _variants_of(source, variants[source["pk"]], writer.shop_no) for source in found}


def _variants_of(source: Source, variants: Sequence[Variant], shop_no: int) -> list[dict[str, Any]]:
    listing = listing_of(source)
    rows = [variant_row(variant, listing, shop_no) for variant in variants[:MOST_VARIANTS]]
    return [row | {"inventories": inventory_row(row)} for row in rows]


def _options(found: Sequence[Source], _call: Call, _writer: Writer) -> dict[int, Any]:
    return {source["pk"]: option_row(listing_of(source)) for source in found}


def _discount_prices(found: Sequence[Source], _call: Call, writer: Writer) -> dict[int, Any]:
    return discount_prices({source["pk"]: writer.price(source) for source in found}, writer)


def _no_facts(found: Sequence[Source], _call: Call, _writer: Writer) -> dict[int, Any]:
    return {source["pk"]: [] for source in found}


def _images(found: Sequence[Source], _call: Call, writer: Writer) -> dict[int, Any]:
    return additional_images(_ids(found), writer)


def _decorations(found: Sequence[Source], _call: Call, writer: Writer) -> dict[int, Any]:
    return decoration_image_rows(_ids(found), writer)


def _hits(found: Sequence[Source], call: Call, _writer: Writer) -> dict[int, Any]:
    return hits(_ids(found), call.shop_no)


def _memos(found: Sequence[Source], _call: Call, _writer: Writer) -> dict[int, Any]:
    memos: dict[int, list[dict[str, Any]]] = {source["pk"]: [] for source in found}
    for memo in ProductMemo.objects.filter(product_id__in=list(memos)).order_by("product_id", "id"):
        memos[memo.product_id].append(memo_row(memo))
    return memos


def _seo(found: Sequence[Source], _call: Call, writer: Writer) -> dict[int, Any]:
    return {source["pk"]: seo_row(Seo.in_shop(source["seo"], writer.shop_no), SEO_KEYS) for source in found}


def _properties(found: Sequence[Source], _call: Call, writer: Writer) -> dict[int, Any]:
    return property_values(_ids(found), writer.shop_no)


def _tags(found: Sequence[Source], _call: Call, _writer: Writer) -> dict[int, Any]:
    return {source["pk"]: source["app_facts"].get(TAGS, []) for source in found}


MAKERS: Final[Mapping[str, Callable[[Sequence[Source], Call, Writer], Mapping[int, Any]]]] = {
    "variants": _variants,
    "options": _options,
    "discountprice": _discount_prices,
    **dict.fromkeys(("benefits", "channeldiscountprices"), _no_facts),
    "decorationimages": _decorations,
    "additionalimages": _images,
    "hits": _hits,
    "custom_properties": _properties,
    "memos": _memos,
    "seo": _seo,
    "tags": _tags,
}
