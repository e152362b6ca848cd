"""Missing summaries, from the first sentences of what the merchant wrote."""

from __future__ import annotations

import html
import re
from typing import ClassVar, Final

from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Concat, Length
from django.utils.html import strip_tags

from accounts.audit import Actor
from catalog.description import HAS_MARKUP
from catalog.domain.change_fields import change_fields
from catalog.models import Product
from pro.models import Area
from pro.operations.base import Finding, Line, NotTreatable, Treated
from pro.operations.found import MOST_A_DAY, locked_product, said_lately, shown_products

KEY: Final = "summaries"
LONGEST: Final = 120
SHORTEST: Final = 12
BLOCK_ENDS: Final = re.compile(
    r"<br\s*/?>|</?(?:p|div|li|ul|ol|h[1-6]|t[rdh]|table|section|blockquote|pre|hr|dl|dt|dd)\b[^>]*>", re.IGNORECASE
)
# A sentence ends at . ! or ? before a space, or at the full-width ones of Japanese; closing quotes go along.
CLOSING: Final = r"[\"')\u201d\u2019\u300d\u300f\uff09]*"
SENTENCE: Final = re.compile(rf".+?(?:[.!?]+{CLOSING}(?=\s|$)|[\u3002\uff01\uff1f]+{CLOSING}|$)")
NOT_TEXT: Final = r"<[^>]*>|&[a-z#0-9]+;|\s+"


class Summaries:
    """Words of the merchant's own; where the description has no sentence to take, the product is left to them."""

    line: ClassVar[Line] = Line(
        KEY,
        Area.CONTENT,
        "Missing summaries",
        "요약설명 채우기",
        "Displayed products without a summary get the first sentences of their short or detailed description, word for "
        "word, up to 120 characters. Nothing is made up: products whose description holds only pictures stay as "
        "they are. Summaries that you wrote stay.",
        "요약설명이 없는 진열 상품에 간략설명이나 상세설명의 첫 문장을 그대로(120자 이내) 넣습니다. 없는 내용을 "
        "지어내지 않으므로, 이미지로만 된 상세설명은 그대로 둡니다. 직접 쓰신 요약설명은 바꾸지 않습니다.",
        position=32,
    )
    object_type: ClassVar[str] = "product"

    def diagnose(self) -> Finding | None:
        both = Concat(F("short_description"), Value(" "), F("description"), output_field=TextField())
        bare = Func(both, Value(NOT_TEXT), Value(""), Value("gi"), function="REGEXP_REPLACE", output_field=TextField())
        written = shown_products().filter(summary="").annotate(letters=Length(bare)).filter(letters__gte=SHORTEST)
        ids = list(written.order_by("pk").values_list("pk", flat=True))
        told = said_lately(KEY) if ids else set()
        found = [pk for pk in ids if pk not in told]
        return Finding("summary_missing", {"count": len(found)}, found[:MOST_A_DAY]) if found else None

    def treat(self, object_id: int) -> Treated:
        product = locked_product(object_id)
        if product.summary:
            return Treated(product.name)
        text = summary_of(product)
        if not text:
            raise NotTreatable("nothing_to_sum_up", label=product.name)
        change_fields(product.pk, {"summary": text}, actor=Actor.system())
        return Treated(product.name, {"summary": ""}, {"summary": text})


def summary_of(product: Product) -> str:
    """From the short description, else from the detailed one; an empty text where neither has a sentence."""
    return first_sentences(product.short_description) or first_sentences(product.description)


def first_sentences(text: str) -> str:
    """The first block that reads like a sentence, as many of its sentences as fit; a longer one is cut at a space."""
    plain = html.unescape(strip_tags(BLOCK_ENDS.sub("\n", text))) if HAS_MARKUP.search(text) else text
    blocks = (" ".join(block.split()) for block in plain.splitlines())
    block = next((block for block in blocks if len(block) >= SHORTEST), "")
    taken = ""
    for sentence in SENTENCE.findall(block):
        if len(taken) + len(sentence) > LONGEST:
            break
        taken += sentence
    return taken.strip() or _cut(block)


def _cut(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    head = text[: LONGEST - 1]
    whole_words = head.rpartition(" ")[0]
    return f"{whole_words if len(whole_words) >= LONGEST // 2 else head}…"
