"""The lines of the service scope for overseas shops and translation; their work is started by jobs of their own."""

from __future__ import annotations

from typing import Final

from pro.models import Area
from pro.operations import registry
from pro.operations.base import Line

LINES: Final = (
    Line(
        "overseas_copy",
        Area.PRODUCT,
        "Products in overseas shops",
        "해외몰 상품 등록",
        "Copies each product of the base shop to your overseas shops once, with the price by the shop's fixed exchange "
        "rate. New products follow by themselves; later edits are yours, shop by shop.",
        "기본 쇼핑몰의 상품을 해외몰에 한 번씩 복사하고, 해외몰의 고정 환율로 판매가를 환산합니다. 새 상품도 자동으로 "
        "등록되며, 등록 후 수정은 쇼핑몰별로 직접 하시면 됩니다.",
        position=10,
    ),
    Line(
        "translation",
        Area.PRODUCT,
        "Product translation",
        "상품 번역",
        "Translates name, summary, options, short and detailed description, material and extra input options of each "
        "product once per language, and names of categories. What you wrote by hand is never overwritten.",
        "상품명, 요약설명, 옵션, 간략설명, 상세설명, 소재, 추가입력옵션을 언어마다 한 번씩 번역하고 상품분류 이름도 "
        "번역합니다. 직접 입력하신 내용은 덮어쓰지 않습니다.",
        position=20,
    ),
)


def register_all() -> None:
    """Called once when the app is ready."""
    for line in LINES:
        registry.add_line(line)
