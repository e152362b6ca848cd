"""Two at once: deciding, applying, turning off against starting, announcing and refreshing."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from accounts import tenancy
from accounts.models import AuditEntry, Mall, OutboxMessage
from catalog.domain.main_categories import AutoDisplayKept, change_main_category
from pro.domain import contract as contracts
from pro.domain.display import refresh as refreshing
from pro.domain.display import service as life
from pro.domain.display.announce import advance
from pro.domain.display.dates import day_in_seoul
from pro.domain.display.refresh import refresh_malls
from pro.domain.display.start import start_service
from pro.models import DisplayService
from tests.pro.display.life import MERCHANT, STAFF, apply, new_area, new_product, stop
from tests.pro.display.making import placed, running_service
from tests.pro.display.test_rules import SLOT

pytestmark = pytest.mark.usefixtures("committed", "contract")
RUNNERS = 6
WAIT_SECONDS = 60


def at_once(*works: Callable[[], object]) -> list[object]:
    """Each work on connections of its own, at the same moment; what each returned or was refused with."""
    barrier = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        try:
            barrier.wait(WAIT_SECONDS)
            return work()
        except (life.WrongState, life.AlreadyApplied, life.NotAvailable, AutoDisplayKept) as refusal:
            return type(refusal).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def service_in(mall: Mall, state: str, **values) -> DisplayService:
    return DisplayService.objects.create(mall=mall, state=state, **values)


def announced(mall: Mall) -> DisplayService:
    return service_in(mall, "announced", starts_on=day_in_seoul(SLOT) - dt.timedelta(days=7))


def actions(mall: Mall) -> list[str]:
    with tenancy.mall(mall.pk):
        found = AuditEntry.objects.filter(action__startswith="pro.display").order_by("pk")
        return list(found.values_list("action", flat=True))


def test_of_parallel_applications_one_is_taken(mall):
    new_area(mall)
    results = at_once(*[lambda: apply(mall).pk] * RUNNERS)
    assert results.count("AlreadyApplied") == RUNNERS - 1
    assert DisplayService.objects.count() == 1


def test_of_staff_who_approve_and_refuse_at_once_one_decides(mall):
    service = service_in(mall, "applied")
    approve = [lambda: life.approve(service.pk, actor=STAFF).state] * 3
    refuse = [lambda: life.refuse(service.pk, reason="No.", actor=STAFF).state] * 3
    results = at_once(*approve, *refuse)
    assert results.count("WrongState") == RUNNERS - 1
    service.refresh_from_db()
    assert [result for result in results if result != "WrongState"] == [service.state]
    assert len(actions(mall)) == 1
    assert OutboxMessage.objects.count() == 1


def test_an_application_against_the_end_of_the_contract_leaves_nothing_standing(mall, contract):
    new_area(mall)
    at_once(lambda: apply(mall).pk, lambda: contracts.terminate(contract.pk, actor=STAFF).state)
    assert not DisplayService.objects.standing().exists()


def test_off_against_the_start_ends_off_and_in_order(mall):
    service = announced(mall)
    at_once(lambda: start_service(service.pk, SLOT), lambda: stop(mall))
    service.refresh_from_db()
    assert service.state == "off"
    assert actions(mall) in (["pro.display_off"], ["pro.display_started", "pro.display_off"])


def test_several_starts_at_once_start_once(mall):
    service = announced(mall)
    results = at_once(*[lambda: start_service(service.pk, SLOT)] * RUNNERS)
    assert sorted(results) == [False] * (RUNNERS - 1) + [True]
    assert actions(mall) == ["pro.display_started"]


def advancing(service: DisplayService) -> Callable[[], None]:
    def work() -> None:
        with tenancy.mall(service.mall_id):
            advance(service.pk)

    return work


def test_several_workers_post_one_notice(mall):
    service = service_in(mall, "approved", notice_due_at=SLOT - dt.timedelta(days=1))
    at_once(*[advancing(service)] * RUNNERS)
    assert OutboxMessage.objects.filter(kind="pro_display_notice").count() == 1


def test_off_against_the_notice_leaves_none_that_would_leave(mall):
    service = service_in(mall, "approved", notice_due_at=SLOT - dt.timedelta(days=1))
    at_once(advancing(service), lambda: stop(mall))
    assert not OutboxMessage.objects.filter(stream=service.stream).exclude(state="cancelled").exists()


def test_switching_the_own_display_on_while_pro_starts_does_not_last(mall):
    """R3.60: whichever comes first, it is off when both are over."""
    category = new_area(mall)
    service = announced(mall)

    def switch_on() -> bool:
        with tenancy.mall(mall.pk):
            values = {"auto_display": True, "auto_hours": [10]}
            return change_main_category(category.pk, values, actor=MERCHANT).auto_display

    at_once(lambda: start_service(service.pk, SLOT), switch_on)
    with tenancy.mall(mall.pk):
        category.refresh_from_db()
    assert not category.auto_display


class Paused:
    """A refresh that has claimed its malls and waits in the middle, until it may go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.began, self.may_go_on = threading.Event(), threading.Event()
        real = refreshing.areas_of

        def areas_of(mall_ids):
            self.began.set()
            assert self.may_go_on.wait(WAIT_SECONDS)
            return real(mall_ids)

        monkeypatch.setattr(refreshing, "areas_of", areas_of)


def in_background(work: Callable[[], object]) -> tuple[threading.Thread, list[object]]:
    results: list[object] = []

    def run() -> None:
        try:
            results.append(work())
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, results


def is_somebody_waiting() -> bool:
    """Whether a connection waits for a lock."""
    with connections["support"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def until_somebody_waits() -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not is_somebody_waiting():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("who", ["stop", "terminate", "suspend"])
def test_whoever_stops_it_waits_for_a_refresh_that_has_begun_and_none_comes_after(mall, contract, monkeypatch, who):
    """R3.54, R3.103: once the merchant reads "off", nothing moves any more."""
    category = new_area(mall)
    shown = new_product(mall)
    running_service(mall)
    paused = Paused(monkeypatch)
    ways = {
        "stop": lambda: stop(mall),
        "terminate": lambda: contracts.terminate(contract.pk, actor=STAFF),
        "suspend": lambda: contracts.suspend(contract.pk, reason="x", actor=STAFF),
    }
    refresh, refreshed = in_background(lambda: refresh_malls([mall.pk], SLOT))
    assert paused.began.wait(WAIT_SECONDS)
    stopping, stopped = in_background(ways[who])
    until_somebody_waits()
    assert stopped == []
    paused.may_go_on.set()
    refresh.join(WAIT_SECONDS)
    stopping.join(WAIT_SECONDS)
    assert [done.malls for done in refreshed] == [1]
    assert len(stopped) == 1
    assert placed(category) == [shown]
    later = new_product(mall)
    assert refresh_malls([mall.pk], SLOT + dt.timedelta(hours=2)).malls == 0
    assert later not in placed(category)


def test_off_between_the_plan_of_a_slot_and_its_batch_is_obeyed(mall):
    category = new_area(mall)
    new_product(mall)
    running_service(mall)
    planned = list(DisplayService.objects.running().values_list("mall_id", flat=True))
    stop(mall)
    assert refresh_malls(planned, SLOT).malls == 0
    assert placed(category) == []
