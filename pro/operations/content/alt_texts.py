"""Say of each picture to which product it belongs, for whoever cannot see it."""

from __future__ import annotations

from typing import ClassVar, Final

from accounts.audit import Actor
from catalog.domain.facts import base_shop
from catalog.domain.images import describe_image
from catalog.models import ProductImage
from catalog.models.image import ALT_LENGTH
from pro.models import Area
from pro.operations.base import Finding, Line, NotTreatable, Treated
from pro.operations.found import MOST_A_DAY, shown_products

# In the language of the base shop; the picture that lists show bears the name alone.
FURTHER: Final = {"ko": "{name} 사진 {number}", "en": "{name}, picture {number}", "ja": "{name} 画像{number}"}


class AltTexts:
    """The text says what the picture belongs to. What it shows is for the merchant to say: PRO does not see it."""

    line: ClassVar[Line] = Line(
        "alt-texts",
        Area.CONTENT,
        "Alternative texts of pictures",
        "상품 이미지 대체 텍스트",
        "Gives product pictures without an alternative text the name of their product, with a number from the second "
        "picture on. Screen readers and search engines read it. Texts that you wrote stay; write what a picture shows "
        "wherever it matters.",
        "대체 텍스트가 없는 상품 이미지에 상품명을 넣고, 두 번째 이미지부터는 번호를 붙입니다. 화면 낭독기와 검색 "
        "엔진이 읽는 글입니다. 직접 쓰신 텍스트는 그대로 두며, 이미지의 내용은 필요한 곳에 직접 적어 주세요.",
        position=30,
    )
    object_type: ClassVar[str] = "productimage"

    def diagnose(self) -> Finding | None:
        mute = ProductImage.objects.filter(alt="", product__in=shown_products().values("pk"))
        ids = list(mute.order_by("product_id", "position").values_list("pk", flat=True))
        return Finding("alt_missing", {"count": len(ids)}, ids[:MOST_A_DAY]) if ids else None

    def treat(self, object_id: int) -> Treated:
        image = ProductImage.objects.select_related("product").filter(pk=object_id).first()
        if image is None:
            raise NotTreatable("gone")
        name = image.product.name
        if image.alt:
            return Treated(name)
        alt = alt_of(name, image.position, base_shop().language)
        describe_image(image.product_id, image.pk, alt, actor=Actor.system())
        return Treated(name, {"alt": ""}, {"alt": alt})


def alt_of(name: str, position: int, language: str) -> str:
    """The text for the picture at a place from 0, cut to what fits."""
    if position == 0:
        return name[:ALT_LENGTH]
    template = FURTHER.get(language, FURTHER["en"])
    room = ALT_LENGTH - len(template.format(name="", number=position + 1))
    return template.format(name=name[:room], number=position + 1)
