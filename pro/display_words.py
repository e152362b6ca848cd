"""The main display's line in the service scope, its words in Work status and history, and its hold on sections."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from accounts.history import hide_field, name_action, name_field
from catalog.domain.display_keepers import Keeper, register_keeper
from pro.domain.display.announce import PLANNED
from pro.domain.display.start import STARTED, is_ours
from pro.models import MAIN_DISPLAY, Area, DisplayService, Operation
from pro.operations import registry
from pro.operations.base import Line
from pro.operations.words import name_field as name_run_field
from pro.operations.words import name_finding, name_object, name_schedule, name_summary, own_form
from pro.queries.main_display import is_running
from pro.schedules import REFRESH_DISPLAYS

LINE: Final = Line(
    MAIN_DISPLAY,
    Area.PRODUCT,
    "Automatic display of the main page",
    "메인페이지 상품진열 자동화",
    "Fills the sections New Arrivals, Recommended, Best and Trend of the main page every two hours from what shoppers "
    "view, put into their carts and buy. You apply for it; a notice goes out a week before it starts. Only all "
    "sections together; prices and design stay as they are.",
    "최근 조회·장바구니·판매 데이터를 기반으로 메인페이지의 신상품, 추천상품, 베스트상품, 트렌드상품 영역을 2시간마다 "
    "진열합니다. 신청하신 뒤 시작 일주일 전에 예정 안내를 보내 드립니다. 전체 영역에만 적용되며 가격과 디자인은 바꾸지 "
    "않습니다.",
    switched_by=Operation.SwitchedBy.FORM,
    position=70,
)
ACTIONS: Final = {
    "pro.display_applied": _("Applied for the main display"),
    "pro.display_approved": _("Main display approved"),
    "pro.display_refused": _("Main display refused"),
    "pro.display_announced": _("Main display announced"),
    "pro.display_started": _("Main display started"),
    "pro.display_off": _("Main display turned off"),
}


def register_all() -> None:
    """Called once when the app is ready."""
    registry.add_line(LINE)
    own_form(MAIN_DISPLAY, "pro:stop_main_display", on_url_name="pro:main_display")
    name_schedule(REFRESH_DISPLAYS, _("Display of the main page"), applies=is_running)
    name_finding(PLANNED, _("The main display starts: PRO fills the sections of the main page from then on."))
    name_finding(STARTED, _("The sections of the main page that PRO fills from now on."))
    name_summary(STARTED, _("The main display runs. The store's own automatic display is off in these sections."))
    name_object("main_category", _("Section of the main page"), "catalog_display:main_edit")
    name_run_field("main_category", "auto_display", _("Automatic display of the store"))
    for action, label in ACTIONS.items():
        name_action(action, label)
    name_field(DisplayService, "state", _("State"), _state)
    name_field(DisplayService, "starts_on", _("Starts on"), lambda day: str(day or "-"))
    hide_field(DisplayService, "terms")
    register_keeper(
        Keeper(
            keeps=is_ours,
            sentence=_(
                "Cafe24 PRO fills this section every two hours, so the store's own automatic display is off here. "
                "To use it again, turn PRO's main display off first."
            ),
            url_name="pro:main_display",
            link=_("PRO's main display"),
        )
    )


def _state(value: Any) -> str:
    return str(DisplayService.State(value).label) if value else "-"
