"""Start services whose day has come: their places are counted, the mall's own automatic display ends (R3.52, R3.60)."""

from __future__ import annotations

import datetime as dt

import structlog
from django.db import connection
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import Shop
from catalog.domain.main_categories import change_main_category
from catalog.models import MainCategory
from catalog.queries.display import main_sections
from pro.domain.display.announce import run_slot
from pro.domain.display.areas import kind_of, recognised_categories
from pro.domain.display.dates import newest_start_day
from pro.domain.display.notes import move
from pro.domain.display.outage import is_outage
from pro.domain.runs import close_run, note_finding, note_items, open_run
from pro.domain.switches import lock_active_contract
from pro.models import MAIN_DISPLAY, DisplayFailure, DisplayService, DisplayStartCount
from pro.operations.base import Finding, Treated

log = structlog.get_logger(__name__)

State = DisplayService.State
STARTED = "main_display_started"
LONGEST_LOCK = "20s"  # who holds one mall longer than that holds up no other's slot


def start_due(slot: dt.datetime) -> int:
    """Start every announced service whose 10:00 slot is this one or was missed; answers how many.

    A mall that fails is noted for staff and tried again at the next slot; the others go on. An outage of the database
    is raised.
    """
    due = DisplayService.objects.served().filter(state=State.ANNOUNCED, starts_on__lte=newest_start_day(slot))
    return sum(_start_or_note(service, slot) for service in due.order_by("mall_id"))


def _start_or_note(service: DisplayService, slot: dt.datetime) -> bool:
    try:
        return start_service(service.pk, slot)
    except Exception as error:
        if is_outage(error):
            raise
        log.exception("display_not_started", mall_id=service.mall_id)
        text = f"{type(error).__name__}: {error}"[:4000]
        DisplayFailure.objects.update_or_create(mall_id=service.mall_id, slot_at=slot, defaults={"error": text})
        return False


def start_service(service_id: int, slot: dt.datetime) -> bool:
    """Start one service that is due at a slot; False where something has changed meanwhile."""
    mall_id = DisplayService.objects.values_list("mall_id", flat=True).get(pk=service_id)
    with tenancy.mall(mall_id):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = %s", [LONGEST_LOCK])
        if not lock_active_contract(mall_id):
            return False
        rows = DisplayService.objects.select_for_update(of=("self",)).select_related("mall")
        service = rows.get(pk=service_id)
        last_day = newest_start_day(slot)
        if service.state != State.ANNOUNCED or service.starts_on is None or service.starts_on > last_day:
            return False
        service.started_at = timezone.now()
        move(service, State.RUNNING, "pro.display_started", actor=Actor.system())
        _take_over(service)
    return True


def _take_over(service: DisplayService) -> None:
    categories = recognised_categories(locked=True)
    shown = _shown()
    for category in categories:
        DisplayStartCount.objects.update_or_create(
            main_category=category, defaults={"count": shown.get(category.pk, 0)}
        )
    run = open_run(MAIN_DISPLAY, run_slot(service))
    note_finding(run, Finding(STARTED), total=len(categories))
    note_items(run, "main_category", [(category.pk, _end_own_display(category)) for category in categories])
    close_run(run, summary={"code": STARTED, "values": {}})


def _end_own_display(category: MainCategory) -> Treated:
    before = {"auto_display": category.auto_display}
    change_main_category(category.pk, {"auto_display": False}, actor=Actor.system())
    return Treated(category.name, before=before, after={"auto_display": False})


def _shown() -> dict[int, int]:
    """How many products each section of the open mall's shops shows to shoppers now."""
    shops = Shop.objects.filter(mall_id=tenancy.current_mall_id()).values_list("shop_no", flat=True)
    return {section.pk: len(section.products) for shop_no in shops for section in main_sections(shop_no)}


def is_ours(category_name: str) -> bool:
    """Whether PRO fills sections of this name in the open mall now, so that the mall's own way stays off (R3.60)."""
    if kind_of(category_name) is None:
        return False
    return DisplayService.objects.filter(mall_id=tenancy.current_mall_id(), state=State.RUNNING).exists()
