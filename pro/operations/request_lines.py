"""The lines that work requests have in the service scope; their work is started by a request each."""

from __future__ import annotations

from typing import Final

from pro.models import Area
from pro.operations import registry
from pro.operations.base import Line

LINES: Final = (
    Line(
        "request-register",
        Area.PRODUCT,
        "Product registration requests",
        "상품 등록 요청",
        "Registers the products of your request in the base shop, and displays and sells them in the overseas shops "
        "that you name. Whether the base shop sells them too is your choice.",
        "요청하신 상품을 기본 쇼핑몰에 등록하고, 선택하신 해외몰에만 진열·판매합니다. 기본 쇼핑몰에서도 판매할지는 "
        "따로 정하실 수 있습니다.",
        position=30,
    ),
    Line(
        "market-import",
        Area.PRODUCT,
        "Import of marketplace products",
        "마켓 상품 가져오기",
        "Brings the products of one linked marketplace account into the base shop: options, prices and pictures "
        "included, no product twice.",
        "연동된 마켓 계정 하나의 상품을 옵션, 가격, 이미지까지 기본 쇼핑몰로 가져옵니다. 같은 상품을 두 번 등록하지 "
        "않습니다.",
        position=40,
    ),
    Line(
        "request-edit",
        Area.PRODUCT,
        "Product edit requests",
        "상품 수정 요청",
        "Writes the text that you want into a product of an overseas shop. No translation overwrites it afterwards.",
        "해외몰 상품의 번역 항목을 요청하신 문구로 바꿉니다. 이후 번역이 덮어쓰지 않습니다.",
        position=50,
    ),
)


def register_all() -> None:
    """Called once when the app is ready."""
    for line in LINES:
        registry.add_line(line)
