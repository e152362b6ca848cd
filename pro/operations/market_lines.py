"""The lines that marketplace work has in the service scope."""

from __future__ import annotations

from typing import Final

from pro.models import Area
from pro.operations import registry
from pro.operations.base import Line

REGISTER: Final = Line(
    "market-register",
    Area.PRODUCT,
    "Registration at marketplaces",
    "마켓 상품 등록",
    "Products that you choose on Market Plus are registered at your linked marketplace accounts.",
    "마켓플러스에서 선택한 상품을 연동된 마켓 계정에 등록합니다.",
    position=60,
)


def register_all() -> None:
    """Called once when the app is ready."""
    registry.add_line(REGISTER)
