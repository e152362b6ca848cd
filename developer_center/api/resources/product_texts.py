"""Words about a product: search words, what search engines read, notes; how often it was seen, what it costs less.

Shapes of seo, tags, memos and hits: not in our contract (C).
"""

from __future__ import annotations

from typing import Any, Final

from rest_framework import serializers

from catalog.domain.product_memos import MOST_MEMOS, TooManyMemos, add_memo, change_memo, delete_memo
from catalog.domain.product_tags import MOST_TAGS, TooManyTags, add_tags, remove_tag
from catalog.domain.set_seo import set_product_seo
from catalog.models import ProductMemo
from catalog.models.memo import AUTHOR_LENGTH, MEMO_LENGTH
from catalog.models.seo import SEO_LENGTHS, Seo
from developer_center.api.call import Call
from developer_center.api.errors import found, not_found, refusing, unchanged
from developer_center.api.operation import operation
from developer_center.api.resources.product_embeds import MEMO, SEO_KEYS, discount_prices, hits, memo_row
from developer_center.api.resources.product_fields import Tags, Text
from developer_center.api.resources.product_rows import Writer, source_of
from developer_center.api.resources.seo_fields import SeoBody, seo_row, seo_shape, seo_values

TAGS: Final = "products/{product_no}/tags"
MEMOS: Final = "products/{product_no}/memos"
PRICE_COLUMNS: Final = ("pk", "price", "shop_price")
FACT_COLUMNS: Final = ("pk", "app_facts")
SEO_SHAPE: Final = f"{{seo:{{shop_no:int, product_no:int, {seo_shape(SEO_KEYS)}}}}}"
TAG_SHAPE: Final = "{tag:{product_no:int, tags:[str]}}"
MEMO_SHAPE: Final = f"{{memo:{{{MEMO}}}}}"


class ProductSeoBody(SeoBody):
    """What search engines are told of a product; `meta_alt` is for a picture without alternative text of its own."""

    meta_alt = Text(SEO_LENGTHS["alt"])


class TagsBody(serializers.Serializer[Any]):
    """Search words to add."""

    tags = Tags()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs.get("tags"):
            raise serializers.ValidationError({"tags": "A tag is named."})
        return attrs


class ProductMemoBody(serializers.Serializer[Any]):
    """A note."""

    memo = serializers.CharField(max_length=MEMO_LENGTH)
    author_id = Text(AUTHOR_LENGTH)


@operation("GET", "products/{product_no}/seo", answers=SEO_SHAPE)
def show_seo(call: Call, product_no: int) -> dict[str, Any]:
    """What search engines are told of a product in a shop."""
    return _seo(call, product_no)


@operation("PUT", "products/{product_no}/seo", body=ProductSeoBody, answers=SEO_SHAPE)
def change_seo(call: Call, product_no: int) -> dict[str, Any]:
    """Change what search engines are told of a product in a shop. 409 where it says so already."""
    source_of(call, product_no, ("pk",))
    if not set_product_seo(product_no, call.shop_no, seo_values(call.body), actor=call.actor):
        raise unchanged()
    return _seo(call, product_no)


@operation("GET", TAGS, answers="{tags:[str]}")
def list_tags(call: Call, product_no: int) -> list[str]:
    """The search words of a product."""
    return _tags(call, product_no)


@operation("GET", f"{TAGS}/count", answers="{count:int}")
def count_tags(call: Call, product_no: int) -> int:
    """How many search words a product has."""
    return len(_tags(call, product_no))


@operation("POST", TAGS, body=TagsBody, answers=TAG_SHAPE)
def add_tags_here(call: Call, product_no: int) -> dict[str, Any]:
    """Add search words; those that are there already stay."""
    _tags(call, product_no)
    with refusing("tags", {TooManyTags: f"A product has at most {MOST_TAGS} tags."}):
        return {"product_no": product_no, "tags": add_tags(product_no, call.body["tags"], actor=call.actor)}


@operation("DELETE", f"{TAGS}/{{tag}}", answers="{tag:{product_no:int, tag:str}}")
def remove_tag_here(call: Call, product_no: int, tag: str) -> dict[str, Any]:
    """Take a search word away."""
    _tags(call, product_no)
    if not remove_tag(product_no, tag, actor=call.actor):
        raise not_found("The tag")
    return {"product_no": product_no, "tag": tag}


@operation("GET", MEMOS, answers=f"{{memos:[{{{MEMO}}}]}}")
def list_memos(call: Call, product_no: int) -> list[dict[str, Any]]:
    """Notes about a product, oldest first."""
    source_of(call, product_no, ("pk",))
    return [memo_row(memo) for memo in ProductMemo.objects.filter(product_id=product_no).order_by("pk")]


@operation("POST", MEMOS, body=ProductMemoBody, answers=MEMO_SHAPE)
def add_memo_here(call: Call, product_no: int) -> dict[str, Any]:
    """Note something about a product."""
    source_of(call, product_no, ("pk",))
    with refusing("memo", {TooManyMemos: f"A product has at most {MOST_MEMOS} memos."}):
        memo = add_memo(product_no, call.body["memo"], call.body.get("author_id", ""), actor=call.actor)
    return memo_row(memo)


@operation("GET", f"{MEMOS}/{{memo_no}}", answers=MEMO_SHAPE)
def show_memo(call: Call, product_no: int, memo_no: int) -> dict[str, Any]:
    """One note."""
    return memo_row(_memo(product_no, memo_no))


@operation("PUT", f"{MEMOS}/{{memo_no}}", body=ProductMemoBody, answers=MEMO_SHAPE)
def change_memo_here(call: Call, product_no: int, memo_no: int) -> dict[str, Any]:
    """Change a note."""
    present = _memo(product_no, memo_no)
    text, author = call.body.get("memo", present.text), call.body.get("author_id", present.author_id)
    return memo_row(change_memo(product_no, memo_no, text, author, actor=call.actor))


@operation("DELETE", f"{MEMOS}/{{memo_no}}", answers="{memo:{memo_no:int}}")
def delete_memo_here(call: Call, product_no: int, memo_no: int) -> dict[str, Any]:
    """Take a note away."""
    _memo(product_no, memo_no)
    delete_memo(product_no, memo_no, actor=call.actor)
    return {"memo_no": memo_no}


@operation("GET", "products/{product_no}/hits/count", answers="{count:int}")
def count_hits(call: Call, product_no: int) -> int:
    """How often shoppers of the shop viewed a product; days are kept for 92."""
    source_of(call, product_no, ("pk",))
    return hits([product_no], call.shop_no)[product_no]


@operation("GET", "products/{product_no}/discountprice")
def show_discount_price(call: Call, product_no: int) -> dict[str, str]:
    """What one piece costs after the best period discount that now runs in the shop: the same on every device."""
    writer = Writer.of(call)
    source = source_of(call, product_no, PRICE_COLUMNS)
    return discount_prices({product_no: writer.price(source)}, writer)[product_no]


def _seo(call: Call, product_no: int) -> dict[str, Any]:
    seo = Seo.in_shop(source_of(call, product_no, ("seo",))["seo"], call.shop_no)
    return {"shop_no": call.shop_no, "product_no": product_no, **seo_row(seo, SEO_KEYS)}


def _tags(call: Call, product_no: int) -> list[str]:
    return list(source_of(call, product_no, FACT_COLUMNS)["app_facts"].get("product_tag", []))


def _memo(product_no: int, memo_no: int) -> ProductMemo:
    memo: ProductMemo = found(ProductMemo.objects.filter(product_id=product_no), f"Memo {memo_no}", pk=memo_no)
    return memo
