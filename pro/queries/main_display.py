"""How a mall's main display stands: the newest service, what comes next, and the sections that PRO recognises."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from accounts.models import OutboxMessage, Shop
from accounts.tenancy import current_mall_id
from catalog.models import MainCategory
from catalog.queries.display import main_sections
from pro.models import DisplayAreaKind, DisplayService, DisplayStartCount

State = DisplayService.State


@dataclass(frozen=True, slots=True)
class AreaLine:
    """A section with a recognised name: which area it is, how many places it has, and whence the number comes.

    `places` None: it is set by what the section shows when the service starts. `obstacle` says why PRO leaves it alone:
    hidden, second (another one is that area already) or empty (no place).
    """

    category: MainCategory
    shop: Shop
    kind: str
    shown: int
    places: int | None
    is_by_hand: bool
    obstacle: str = ""

    @property
    def kind_label(self) -> str:
        return str(DisplayAreaKind(self.kind).label)


def newest_service() -> DisplayService | None:
    """The open mall's standing service, else its last one."""
    return DisplayService.objects.filter(mall_id=current_mall_id()).order_by("-pk").first()


def is_running() -> bool:
    """Whether the open mall's main display is on."""
    return DisplayService.objects.filter(mall_id=current_mall_id(), state=State.RUNNING).exists()


def is_standing() -> bool:
    """Whether there is anything to turn off."""
    return DisplayService.objects.standing().filter(mall_id=current_mall_id()).exists()


def area_lines(kinds: dict[int, str], service: DisplayService | None) -> list[AreaLine]:
    """The sections whose area `kinds` names by id, by shop and display group; a few queries a shop."""
    is_started = service is not None and service.state == State.RUNNING
    counts = dict(DisplayStartCount.objects.values_list("main_category_id", "count")) if is_started else {}
    shops = Shop.objects.filter(mall_id=current_mall_id(), is_active=True).select_related("mall").order_by("shop_no")
    lines = []
    for shop in shops:
        shown = {section.pk: len(section.products) for section in main_sections(shop.shop_no)}
        taken: set[str] = set()
        rows = MainCategory.objects.filter(shop_no=shop.shop_no, pk__in=kinds).order_by("display_group")
        for category in rows:
            places = category.display_count
            if places is None and is_started:
                places = counts.get(category.pk, 0)
            kind = kinds[category.pk]
            line = AreaLine(category, shop, kind, shown.get(category.pk, 0), places, category.display_count is not None)
            lines.append(_with_obstacle(line, taken))
    return lines


def _with_obstacle(line: AreaLine, taken: set[str]) -> AreaLine:
    """Of two displayed sections that are one area the first by display group counts; without a place it is not run."""
    obstacle = ""
    if not line.category.is_displayed:
        obstacle = "hidden"
    elif line.kind in taken:
        obstacle = "second"
    else:
        taken.add(line.kind)
        if (line.shown if line.places is None else line.places) == 0:
            obstacle = "empty"
    return AreaLine(line.category, line.shop, line.kind, line.shown, line.places, line.is_by_hand, obstacle)


def notice_trouble(service: DisplayService, now: dt.datetime) -> str:
    """What keeps a notice that is due from being accepted: refused, late, or nothing."""
    if service.state != State.APPROVED or service.notice_due_at is None or now < service.notice_due_at:
        return ""
    newest = OutboxMessage.objects.filter(stream=service.stream).order_by("-pk").first()
    if newest is not None and newest.state == OutboxMessage.State.REFUSED:
        return "refused"
    return "late"
