"""The lines that marketplace work has in the service scope, and its words in Work status."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from pro.market_words import FAILURES, FINDINGS
from pro.models import Area
from pro.operations import registry
from pro.operations.base import Line
from pro.operations.words import name_failure, name_finding, name_schedule, name_summary
from pro.schedules import CHECK_MARKETS

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
    for code, text in FINDINGS.items():
        name_finding(code, text)
        name_summary(code, text)
    for code, text in FAILURES.items():
        name_failure(code, text)
    name_schedule(CHECK_MARKETS, _("Check of marketplace connections"))
