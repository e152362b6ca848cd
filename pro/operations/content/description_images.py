"""Pictures inside descriptions that say nothing to whoever cannot see them."""

from __future__ import annotations

import re
from typing import ClassVar, Final

from django.utils.html import escape

from accounts.audit import Actor
from catalog.description import cleaned
from catalog.domain.change_fields import change_fields
from catalog.models import Product
from pro.models import Area
from pro.operations.base import Finding, Line, NotTreatable, Treated
from pro.operations.found import MOST_A_DAY, locked_product, said_lately, shown_products

KEY: Final = "description-images"
# An <img> whose attributes name no alt, read alike by PostgreSQL and Python: between "<img" and ">" stand quoted
# values and other characters, none of which begins ` alt=`. An empty alt="" says that a picture is for decoration.
MUTE: Final = r"""<img(?=[\s/>])(?:(?!\salt[\s=/>])(?:"[^"]*"|'[^']*'|[^>"']))*>"""


class DescriptionImages:
    """They get the product's name, once for all of them; what is written stays to the letter."""

    line: ClassVar[Line] = Line(
        KEY,
        Area.CONTENT,
        "Pictures inside descriptions",
        "상세설명 이미지 대체 텍스트",
        "Gives pictures inside detailed descriptions that have no alternative text the name of the product, for screen "
        "readers, search engines and pages where pictures are slow to load. The pictures and the text around them stay "
        "as they are.",
        "상세설명 안의 이미지 중 대체 텍스트가 없는 것에 상품명을 넣습니다. 화면 낭독기, 검색 엔진, 이미지가 늦게 "
        "열리는 화면을 위한 것입니다. 이미지와 주변 글은 그대로 둡니다.",
        position=34,
    )
    object_type: ClassVar[str] = "product"

    def diagnose(self) -> Finding | None:
        mute = shown_products().filter(description__iregex=MUTE).order_by("pk")
        ids = list(mute.values_list("pk", flat=True))
        told = said_lately(KEY) if ids else set()
        found = [pk for pk in ids if pk not in told]
        return Finding("description_images_mute", {"count": len(found)}, found[:MOST_A_DAY]) if found else None

    def treat(self, object_id: int) -> Treated:
        product = locked_product(object_id)
        described, count = with_alt(cleaned(product.description), product.name)
        change_fields(product.pk, {"description": described}, actor=Actor.system())
        if Product.objects.filter(pk=product.pk, description__iregex=MUTE).exists():  # or it is found again every day
            raise NotTreatable("description_unreadable", label=product.name)
        after = {"mute_pictures": 0, "alt": product.name} if count else {"mute_pictures": 0}
        return Treated(product.name, {"mute_pictures": count}, after)


def with_alt(description: str, name: str) -> tuple[str, int]:
    """The description with an alt text in each picture that has none, and how many there were."""
    start = f'<img alt="{escape(name)}"'
    return re.subn(MUTE, lambda found: start + found[0][len("<img") :], description, flags=re.IGNORECASE)
