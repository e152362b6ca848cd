"""Product names without doubled, invisible and full-width characters."""

from __future__ import annotations

import re
from typing import ClassVar, Final

from accounts.audit import Actor
from catalog.domain.change_fields import change_fields
from catalog.models import Product
from pro.models import Area
from pro.operations.base import Finding, Line, NotTreatable, Treated
from pro.operations.found import MOST_A_DAY, locked_product, said_lately

KEY: Final = "tidy-names"
SPACES: Final = r"\u0009-\u000d\u00a0\u2000-\u200a\u202f\u205f\u3000"
INVISIBLE: Final = r"\u0001-\u0008\u000e-\u001f\u007f\u00ad\u200b\u2060\ufeff"
FULL_WIDTH: Final = r"\uff10-\uff19\uff21-\uff3a\uff41-\uff5a"  # letters and figures; full-width signs may be wanted
UNTIDY: Final = rf"^ | $|  |[{SPACES}{INVISIBLE}{FULL_WIDTH}]"  # PostgreSQL and Python read it alike
TO_HALF_WIDTH: Final = 0xFEE0


class TidyNames:
    """Only what nobody sees or means changes: no word, no sign, no letter case."""

    line: ClassVar[Line] = Line(
        KEY,
        Area.PRODUCT,
        "Tidy product names",
        "상품명 정리",
        "Takes doubled and invisible spaces out of product names and turns full-width letters and digits into "
        "ordinary ones, so that search, marketplaces and translation read them right. Words, signs and upper or "
        "lower case stay as you wrote them.",
        "상품명에서 중복된 공백과 보이지 않는 문자를 지우고, 전각 영문자와 숫자를 반각으로 바꿉니다. 검색, "
        "마켓 등록, 번역이 정확해집니다. 단어, 기호, 대소문자는 작성하신 그대로 둡니다.",
        position=12,
    )
    object_type: ClassVar[str] = "product"

    def diagnose(self) -> Finding | None:
        rows = Product.objects.filter(name__regex=UNTIDY).order_by("pk").values_list("pk", "name")
        untidy = dict(rows)
        if not untidy:
            return None
        unreadable = {pk for pk, name in untidy.items() if not tidied(name)}
        found = sorted(set(untidy) - (unreadable & said_lately(KEY)))
        return Finding("names_untidy", {"count": len(untidy)}, found[:MOST_A_DAY]) if found else None

    def treat(self, object_id: int) -> Treated:
        product = locked_product(object_id)
        before, after = product.name, tidied(product.name)
        if not after:
            raise NotTreatable("name_unreadable", label=f"{product.pk}")
        change_fields(product.pk, {"name": after}, actor=Actor.system())
        return Treated(after, {"name": before}, {"name": after})


def tidied(name: str) -> str:
    """The name with single ordinary spaces, without invisible characters, letters and digits in half width."""
    text = re.sub(f"[{FULL_WIDTH}]", lambda found: chr(ord(found[0]) - TO_HALF_WIDTH), name)
    text = re.sub(f"[{INVISIBLE}]", "", re.sub(f"[{SPACES}]", " ", text))
    return re.sub(" {2,}", " ", text).strip(" ")
