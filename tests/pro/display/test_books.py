"""What a refresh leaves in Work status, in the days of its areas, and with failures that are solved (issue 5)."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts import tenancy
from accounts.audit import Actor
from accounts.jobs import FinalError
from accounts.models import AuditEntry, Job
from catalog.models import MainCategory, Product, ProductListing
from pro.domain.display import refresh as refreshing
from pro.domain.display.books import forget_old_books
from pro.domain.display.refresh import refresh_malls
from pro.domain.display.retry import NotRetryable, refresh_again, retry_display
from pro.domain.display.slots import check_counters
from pro.models import (
    MAIN_DISPLAY,
    DisplayAreaDay,
    DisplayFailure,
    DisplayRun,
    DisplayService,
    OperationRun,
    OperationRunItem,
)
from tests.factories import MallFactory
from tests.pro.display.making import placed, running_service
from tests.pro.display.naive import SEOUL
from tests.pro.display.test_rules import SLOT, area, pin_at, product
from tests.pro.factories import make_contract

pytestmark = pytest.mark.usefixtures("committed", "contract")
TWO_HOURS = dt.timedelta(hours=2)
STAFF = Actor.staff(1)


@pytest.fixture
def service(mall) -> DisplayService:
    return running_service(mall)


@pytest.fixture
def broken(monkeypatch):
    """Refreshes of given malls fail until `.clear()`."""
    bad: set[int] = set()
    real = refreshing.areas_of

    def areas_of(mall_ids):
        if bad & set(mall_ids):
            raise ValueError("broken on purpose")
        return real(mall_ids)

    monkeypatch.setattr(refreshing, "areas_of", areas_of)
    return bad


def runs_of(mall) -> list[OperationRun]:
    with tenancy.mall(mall.pk):
        return list(OperationRun.objects.filter(key=MAIN_DISPLAY).order_by("planned_at"))


def items_of(mall) -> list[OperationRunItem]:
    with tenancy.mall(mall.pk):
        return list(OperationRunItem.objects.order_by("pk"))


def place(category: MainCategory, *product_ids: int) -> None:
    with tenancy.mall(category.mall_id):
        for position, product_id in enumerate(product_ids):
            category.placements.create(product_id=product_id, position=position)


def rename(mall, **names: int) -> None:
    with tenancy.mall(mall.pk):
        for name, product_id in names.items():
            Product.objects.filter(pk=product_id).update(name=name)


# --- Work status (R3.2) -------------------------------------------------------------------------------------------


def test_a_refresh_is_one_run_with_what_left_came_and_moved(mall, service):
    """R3.2, R3.91."""
    old, kept, best = product(mall), product(mall, sales=1), product(mall, sales=5)
    rename(mall, Old=old, Kept=kept, Best=best)
    category, idle = area(mall, "best", 2), area(mall, "trend", 2, group=3)
    place(category, kept, old)
    refresh_malls([mall.pk], SLOT)
    [run] = runs_of(mall)
    assert (run.state, run.planned_at, run.total_items, run.changed_items) == ("done", SLOT, 1, 1)
    assert run.summary == {"code": "display_changed", "values": {"areas": 2, "changed": 1}}
    assert run.started_at <= run.finished_at
    [item] = items_of(mall)
    assert (item.run_id, item.object_type, item.object_id, item.label) == (
        run.pk,
        "maincategory",
        category.pk,
        category.name,
    )
    assert item.before == {"left": ["Old"]}
    assert item.after == {"came": ["Best"], "moved": 1}
    assert placed(category) == [best, kept]
    assert placed(idle) == []


def test_a_refresh_that_changes_nothing_says_so_and_has_no_items(mall, service):
    area(mall, "best", 1)
    product(mall, sales=1)
    refresh_malls([mall.pk], SLOT)
    refresh_malls([mall.pk], SLOT + TWO_HOURS)
    assert [run.summary["code"] for run in runs_of(mall)] == ["display_changed", "display_same"]
    assert len(items_of(mall)) == 1


def test_a_mall_without_areas_has_its_run_too(mall, service):
    refresh_malls([mall.pk], SLOT)
    [run] = runs_of(mall)
    assert run.summary == {"code": "display_no_areas", "values": {"areas": 0, "changed": 0}}
    service.refresh_from_db()
    assert service.refreshed_slot_at == SLOT


def test_a_second_delivery_of_a_slot_writes_no_second_run(mall, service):
    area(mall, "best", 1)
    product(mall, sales=1)
    for _ in range(2):
        refresh_malls([mall.pk], SLOT)
    assert len(runs_of(mall)) == 1


def test_each_mall_of_a_batch_has_its_own_run_and_items(mall, service, scope):
    other = MallFactory()
    make_contract(other), running_service(other)
    for one in (mall, other):
        area(one, "best", 1), product(one, sales=1)
    refresh_malls([mall.pk, other.pk], SLOT)
    assert [len(runs_of(one)) for one in (mall, other)] == [1, 1]
    assert [len(items_of(one)) for one in (mall, other)] == [1, 1]


def test_a_pin_whose_product_is_hidden_is_no_change_slot_after_slot(mall, service):
    category = area(mall, "best", 2)
    shown, hidden = product(mall, sales=1), product(mall)
    pin_at(category, hidden, 0)
    refresh_malls([mall.pk], SLOT)
    with tenancy.mall(mall.pk):
        ProductListing.objects.filter(product=hidden).update(display=False)
    for number in (1, 2):
        refresh_malls([mall.pk], SLOT + TWO_HOURS * number)
    assert [run.summary["code"] for run in runs_of(mall)][1:] == ["display_same", "display_same"]
    assert placed(category) == [hidden, shown]


# --- What areas showed, by day ------------------------------------------------------------------------------------


def days_of(mall, *, is_before: bool) -> list[tuple[dt.date, set[int]]]:
    with tenancy.mall(mall.pk):
        rows = DisplayAreaDay.objects.filter(is_before=is_before).order_by("day")
        return [(row.day, set(row.products)) for row in rows]


def test_a_day_holds_what_all_of_its_runs_showed_and_the_first_what_was_there_before(mall, service):
    noon = dt.datetime.combine(SLOT.astimezone(SEOUL).date(), dt.time(12), SEOUL) - dt.timedelta(days=1)
    category = area(mall, "best", 1)
    old, first = product(mall), product(mall, 24 * 5, sales=1)
    place(category, old)
    refresh_malls([mall.pk], noon)
    second = product(mall, 24 * 4, sales=9)
    with tenancy.malls([mall.pk]):
        refreshing.advance_windows([mall.pk], noon)
    refresh_malls([mall.pk], noon + dt.timedelta(hours=26))
    with tenancy.mall(mall.pk):
        shown = {run.slot_at: run.products for run in DisplayRun.objects.all()}
    assert days_of(mall, is_before=True) == [(noon.date(), {old})]
    today = days_of(mall, is_before=False)
    assert today[0] == (noon.date(), set(shown[noon]))
    assert shown[noon] == [first]
    assert second not in today[0][1]
    refresh_malls([mall.pk], noon + dt.timedelta(hours=28))
    assert len(days_of(mall, is_before=False)) == 2
    assert len(days_of(mall, is_before=True)) == 1


def test_a_day_gathers_the_products_of_all_its_runs(mall, service):
    noon = dt.datetime.combine(SLOT.astimezone(SEOUL).date(), dt.time(12), SEOUL) - dt.timedelta(days=2)
    category = area(mall, "new", 1)
    first = product(mall, created_at=noon - dt.timedelta(days=2))
    refresh_malls([mall.pk], noon)
    second = product(mall, created_at=noon - dt.timedelta(hours=1))
    refresh_malls([mall.pk], noon + TWO_HOURS)
    assert placed(category) == [second]
    assert days_of(mall, is_before=False) == [(noon.date(), {first, second})]


def test_a_later_life_of_the_service_notes_what_was_there_before_it(mall, service):
    category = area(mall, "best", 1)
    product(mall, sales=1)
    refresh_malls([mall.pk], SLOT)
    DisplayService.objects.update(state="off")
    later = SLOT + dt.timedelta(days=3)
    DisplayService.objects.create(mall=mall, state="running", started_at=later)
    chosen = product(mall)
    with tenancy.mall(mall.pk):
        category.placements.all().delete()
    place(category, chosen)
    refresh_malls([mall.pk], later)
    first, second = SLOT.astimezone(SEOUL).date(), later.astimezone(SEOUL).date()
    assert days_of(mall, is_before=True) == [(first, set()), (second, {chosen})]


def test_what_is_older_than_the_statistics_is_dropped_and_the_merchants_own_choice_stays(mall, service):
    area(mall, "best", 1), product(mall, sales=1)
    refresh_malls([mall.pk], SLOT)
    day = SLOT.astimezone(SEOUL).date()
    with tenancy.malls([mall.pk]):
        forget_old_books([mall.pk], day + dt.timedelta(days=92))
    assert len(runs_of(mall)) == 1
    with tenancy.malls([mall.pk]):
        forget_old_books([mall.pk], day + dt.timedelta(days=93))
    assert (runs_of(mall), items_of(mall), days_of(mall, is_before=False)) == ([], [], [])
    assert len(days_of(mall, is_before=True)) == 1


def test_the_nightly_look_drops_old_books_and_other_runs_stay(mall, service):
    area(mall, "best", 1), product(mall, sales=1)
    refresh_malls([mall.pk], SLOT)
    with tenancy.mall(mall.pk):
        OperationRun.objects.create(key="other", slot="x", planned_at=SLOT - dt.timedelta(days=100))
        OperationRun.objects.filter(key=MAIN_DISPLAY).update(planned_at=SLOT - dt.timedelta(days=100))
    check_counters()
    with tenancy.mall(mall.pk):
        assert list(OperationRun.objects.values_list("key", flat=True)) == ["other"]


# --- Failures -----------------------------------------------------------------------------------------------------


def test_a_failure_is_told_to_the_merchant_and_the_next_success_solves_it(mall, service, broken):
    area(mall, "best", 1), product(mall, sales=1)
    broken.add(mall.pk)
    refresh_malls([mall.pk], SLOT)
    assert [(run.state, run.error) for run in runs_of(mall)] == [("failed", "display_failed")]
    assert DisplayFailure.objects.open().count() == 1
    broken.clear()
    refresh_malls([mall.pk], SLOT + TWO_HOURS)
    assert DisplayFailure.objects.open().count() == 0
    assert [run.state for run in runs_of(mall)] == ["failed", "done"]


def test_a_retry_runs_once_through_the_ledger_and_turns_the_failed_run_into_a_done_one(mall, service, broken):
    category, best = area(mall, "best", 1), product(mall, sales=1)
    broken.add(mall.pk)
    refresh_malls([mall.pk], SLOT)
    failure = DisplayFailure.objects.get()
    job = retry_display(failure.pk, actor=STAFF)
    assert (job.task, job.mall_id) == ("pro.retry_display", mall.pk)
    with pytest.raises(NotRetryable, match="waiting"):
        retry_display(failure.pk, actor=STAFF)
    assert Job.objects.filter(task="pro.retry_display").count() == 1
    with tenancy.mall(mall.pk):
        assert AuditEntry.objects.filter(action="support.display_retried", object_id=failure.pk).count() == 1
    broken.clear()
    refresh_again(mall.pk, SLOT)
    assert placed(category) == [best]
    assert [(run.state, run.error, run.changed_items) for run in runs_of(mall)] == [("done", "", 1)]
    Job.objects.update(state="done")
    with pytest.raises(NotRetryable, match="solved"):
        retry_display(failure.pk, actor=STAFF)


def test_a_retry_that_fails_again_is_failed_in_the_ledger_too(mall, service, broken):
    broken.add(mall.pk)
    refresh_malls([mall.pk], SLOT)
    with pytest.raises(FinalError, match="broken on purpose"):
        refresh_again(mall.pk, SLOT)
    assert DisplayFailure.objects.open().count() == 1


@pytest.mark.parametrize("why", ["gone", "not_running"])
def test_what_cannot_be_retried_says_why_and_writes_no_job(mall, service, broken, why):
    broken.add(mall.pk)
    refresh_malls([mall.pk], SLOT)
    failure = DisplayFailure.objects.get()
    if why == "not_running":
        DisplayService.objects.update(state="off")
    with pytest.raises(NotRetryable, match=why):
        retry_display(failure.pk + (why == "gone"), actor=STAFF)
    assert not Job.objects.filter(task="pro.retry_display").exists()
