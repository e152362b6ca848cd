"""A slot never twice, nothing by halves, OFF obeyed, one mall's trouble its own (issue 5)."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import DataError, InterfaceError, OperationalError, connections
from django.utils import timezone

from accounts import tenancy
from accounts.jobs import PassingError
from accounts.models import Job
from catalog.models import FoldMark
from pro.domain.display import refresh as refreshing
from pro.domain.display.outage import is_outage
from pro.domain.display.refresh import RUNS_KEPT, refresh_malls, running_services
from pro.domain.display.slots import ATTEMPTS_TOGETHER, REFRESH_BATCH, begin_slot, check_counters, refresh_batch
from pro.models import Contract, DisplayFailure, DisplayRun, DisplayService, DisplaySlot
from tests.factories import MallFactory
from tests.ledger import run_due_jobs
from tests.pro.display.making import placed, running_service
from tests.pro.display.test_rules import SLOT, area, product
from tests.pro.factories import make_contract

pytestmark = pytest.mark.usefixtures("committed")
TWO_HOURS = dt.timedelta(hours=2)
DIES = "SELECT pg_terminate_backend(pg_backend_pid()), %(malls)s, %(kept)s"


@pytest.fixture
def shop_floor(scope):
    """Two malls whose service runs, each with a best area and a product in it."""
    made = []
    for _ in range(2):
        mall = MallFactory()
        make_contract(mall)
        running_service(mall)
        made.append((mall, area(mall, "best", 2), product(mall, sales=1)))
    return made


def ids(shop_floor) -> list[int]:
    return [mall.pk for mall, _category, _product in shop_floor]


def test_a_slot_is_done_once(shop_floor):
    first = refresh_malls(ids(shop_floor), SLOT)
    assert (first.malls, first.changed, first.failed) == (2, 2, 0)
    again, older = refresh_malls(ids(shop_floor), SLOT), refresh_malls(ids(shop_floor), SLOT - TWO_HOURS)
    assert (again.malls, older.malls) == (0, 0)
    for mall, category, shown in shop_floor:
        assert placed(category) == [shown]
        with tenancy.mall(mall.pk):
            assert DisplayRun.objects.count() == 1


def test_two_refreshes_at_once_leave_one_complete_result(shop_floor):
    gate, results = threading.Barrier(2), []

    def run() -> None:
        gate.wait(10)
        results.append(refresh_malls(ids(shop_floor), SLOT))
        connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(result.malls for result in results) == [0, 2]
    assert [placed(category) for _mall, category, _shown in shop_floor] == [[p] for *_others, p in shop_floor]


def test_a_refresh_that_dies_before_its_end_leaves_the_old_display(shop_floor, monkeypatch):
    mall, category, _shown = shop_floor[0]
    old = product(mall)
    with tenancy.mall(mall.pk):
        category.placements.create(product_id=old, position=0)
    monkeypatch.setattr(refreshing, "FORGET_OLD", DIES)
    with pytest.raises(PassingError):
        refresh_malls([mall.pk], SLOT)
    connections["batch"].close()
    assert placed(category) == [old]
    assert not DisplayFailure.objects.exists()  # nobody's data is to blame
    with tenancy.mall(mall.pk):
        assert not DisplayRun.objects.exists()
    monkeypatch.undo()
    assert refresh_malls([mall.pk], SLOT).malls == 1


def test_a_mall_that_fails_does_not_hold_up_the_others(shop_floor, monkeypatch):
    (bad, _c, _p), (_good, category, shown) = shop_floor
    real = refreshing.areas_of

    def areas_of(mall_ids):
        if bad.pk in mall_ids:
            raise ValueError("broken on purpose")
        return real(mall_ids)

    monkeypatch.setattr(refreshing, "areas_of", areas_of)
    refreshed = refresh_malls(ids(shop_floor), SLOT)
    assert (refreshed.malls, refreshed.failed) == (1, 1)
    assert placed(category) == [shown]
    assert DisplayFailure.objects.get().mall_id == bad.pk
    assert "broken on purpose" in DisplayFailure.objects.get().error


def batch_job(mall_ids: list[int]) -> Job:
    arguments = {"slot": SLOT.isoformat(), "mall_ids": mall_ids}
    return Job.objects.create(task=REFRESH_BATCH, arguments=arguments)


def run_again(job: Job) -> Job:
    """As the clock does once its time has come."""
    Job.objects.filter(pk=job.pk).update(run_after=timezone.now())
    run_due_jobs(REFRESH_BATCH)
    job.refresh_from_db()
    return job


def test_an_outage_puts_the_job_back_and_the_next_attempt_refreshes_all(shop_floor, monkeypatch):
    job = batch_job(ids(shop_floor))
    monkeypatch.setattr(refreshing, "FORGET_OLD", DIES)
    run_again(job)
    assert (job.state, job.attempts) == ("waiting", 1)
    assert "The database is away" in job.last_error
    assert not DisplayFailure.objects.exists()
    monkeypatch.undo()
    assert run_again(job).state == "done"
    assert [placed(category) for _mall, category, _shown in shop_floor] == [[p] for *_others, p in shop_floor]


def test_a_mall_that_breaks_its_connection_each_time_is_found_and_holds_up_nobody(shop_floor, monkeypatch):
    """Its data may crash the server's process; the first attempts take it for an outage."""
    (bad, _c, _p), (_good, category, shown) = shop_floor
    real = refreshing.areas_of

    def areas_of(mall_ids):
        if bad.pk in mall_ids:
            with connections["batch"].cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return real(mall_ids)

    monkeypatch.setattr(refreshing, "areas_of", areas_of)
    job = batch_job(ids(shop_floor))
    states = [run_again(job).state for _ in range(ATTEMPTS_TOGETHER)]
    assert states == ["waiting"] * (ATTEMPTS_TOGETHER - 1) + ["done"]
    assert placed(category) == [shown]
    assert DisplayFailure.objects.get().mall_id == bad.pk


def test_a_database_that_does_not_answer_is_an_outage_at_any_attempt(shop_floor, monkeypatch):
    monkeypatch.setattr(refreshing, "FORGET_OLD", DIES)
    monkeypatch.setattr(refreshing, "_is_reachable", lambda: False)
    with pytest.raises(PassingError):
        refresh_malls(ids(shop_floor), SLOT, is_patient=False)
    connections["batch"].close()
    assert not DisplayFailure.objects.exists()


def with_code(code: str | None) -> OperationalError:
    error = OperationalError("x")
    error.__cause__ = type("Cause", (Exception,), {"pgcode": code})()
    return error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (InterfaceError("connection already closed"), True),
        (OperationalError("server closed the connection unexpectedly"), True),
        (with_code(None), True),
        (with_code("57P01"), True),  # admin_shutdown
        (with_code("40P01"), True),  # deadlock_detected
        (with_code("53300"), True),  # too_many_connections
        (with_code("57014"), False),  # statement time-out: fewer malls may do
        (DataError("x"), False),
        (ValueError("x"), False),
    ],
)
def test_an_outage_is_told_from_a_mistake(error, expected):
    assert is_outage(error) is expected


@pytest.mark.parametrize("why", ["off", "no_contract", "mall_dormant"])
def test_what_ended_before_the_refresh_is_obeyed(shop_floor, why):
    """R3.54, R3.103."""
    mall, category, _shown = shop_floor[0]
    if why == "off":
        DisplayService.objects.filter(mall=mall).update(state="off")
    elif why == "no_contract":
        Contract.objects.filter(mall=mall).update(state="terminated")
    else:
        type(mall).objects.filter(pk=mall.pk).update(status="dormant")
    assert refresh_malls(ids(shop_floor), SLOT).malls == 1
    assert placed(category) == []


def test_off_waits_for_a_refresh_that_has_begun(shop_floor):
    mall = shop_floor[0][0]
    done = threading.Event()

    def turn_off() -> None:
        DisplayService.objects.filter(mall=mall).update(state="off")
        done.set()
        connections.close_all()

    with running_services([mall.pk]) as running:
        thread = threading.Thread(target=turn_off)
        thread.start()
        assert not done.wait(0.5)
        assert running == [mall.pk]
    thread.join(10)
    assert done.is_set()


def test_thirty_runs_are_kept(shop_floor):
    mall = shop_floor[0][0]
    for number in range(RUNS_KEPT + 2):
        refresh_malls([mall.pk], SLOT + TWO_HOURS * number)
    with tenancy.mall(mall.pk):
        slots = DisplayRun.objects.order_by("slot_at").values_list("slot_at", flat=True)
        assert len(slots) == RUNS_KEPT
        assert slots[0] == SLOT + TWO_HOURS * 2


# --- Slots -----------------------------------------------------------------------------------------------------


def test_a_slot_waits_for_the_statistics_and_not_for_ever(shop_floor):
    slot = timezone.now() - dt.timedelta(minutes=2)
    with pytest.raises(PassingError):
        begin_slot(slot)
    FoldMark.objects.using("batch").create(name="statistics", watermark_at=slot - dt.timedelta(seconds=1))
    with pytest.raises(PassingError):
        begin_slot(slot)
    FoldMark.objects.using("batch").update(watermark_at=slot)
    assert begin_slot(slot) == 2
    assert begin_slot(timezone.now() - dt.timedelta(minutes=6)) == 2


def test_a_slot_keeps_its_books(shop_floor):
    assert begin_slot(SLOT) == 2
    assert begin_slot(SLOT) == 0
    jobs = Job.objects.filter(task="pro.refresh_display_batch")
    assert [job.arguments["mall_ids"] for job in jobs] == [ids(shop_floor)]
    refresh_batch(ids(shop_floor), SLOT)
    row = DisplaySlot.objects.get()
    assert (row.malls, row.refreshed, row.changed, row.failed) == (2, 2, 2, 0)
    assert row.ended_at is not None


def test_the_nightly_look_covers_running_malls(shop_floor):
    refresh_malls(ids(shop_floor), SLOT)
    assert check_counters() == 0
