"""A day of PRO's own work through the job ledger: in order, mall by mall, and past mistakes (R3.86, R3.87)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import OperationalError
from structlog.testing import capture_logs

from accounts import tenancy
from accounts.jobs import retry_job
from accounts.models import Job, Mall
from catalog.models import Product
from pro.domain.diagnose import DIAGNOSE_MALL, MOST_MISTAKES
from pro.models import Operation, OperationRun
from pro.operations import registry
from pro.operations.words import failure_text, summary_text
from pro.schedules import DIAGNOSE
from tests.factories_catalog import make_product
from tests.ledger import run_due_jobs
from tests.pro.factories import make_contract
from tests.pro.operations.broken import Broken, Stumbling

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("contract")]
SLOT = dt.datetime(2026, 11, 25, 21, 0, tzinfo=dt.UTC)  # 06:00 on the 26th in Seoul


@pytest.fixture
def broken(rows: None) -> Iterator[Broken]:
    with registered(Broken()) as operation:
        yield operation


@pytest.fixture
def stumbling(rows: None) -> Iterator[Stumbling]:
    with registered(Stumbling()) as operation:
        yield operation


class registered:  # noqa: N801 - reads as a function
    """Put an operation into the scope for a test."""

    def __init__(self, operation: Broken) -> None:
        self.operation = operation

    def __enter__(self) -> Broken:
        line = self.operation.line
        registry.add(self.operation)
        Operation.objects.create(key=line.key, area=line.area, name="x", name_ko="x", text="x", text_ko="x")
        return self.operation

    def __exit__(self, *_error: object) -> None:
        registry._lines.pop(self.operation.line.key)
        registry._diagnosing.pop(self.operation.line.key)


def begin_day() -> Job:
    """What the clock writes at six in the morning."""
    return Job.objects.create(task=DIAGNOSE, slot_at=SLOT, run_after=SLOT)


def untidy(mall: Mall) -> None:
    with tenancy.mall(mall.pk):
        make_product("Two  spaces", description="<p>A whole sentence.</p>", weight_grams=1)


def runs(mall: Mall) -> list[tuple[str, str, str]]:
    with tenancy.mall(mall.pk):
        return list(OperationRun.objects.order_by("id").values_list("key", "slot", "state"))


DONE = [("tidy-names", "2026-11-26", "done"), ("summaries", "2026-11-26", "done")]


def test_every_mall_under_contract_has_its_day_in_the_order_of_the_scope(mall, other_mall):
    make_contract(other_mall)
    untidy(mall), untidy(other_mall)
    begin_day()
    assert run_due_jobs(DIAGNOSE) == 1
    assert run_due_jobs(DIAGNOSE_MALL) == 2
    assert runs(mall) == runs(other_mall) == DONE
    assert (
        list(Job.objects.filter(task=DIAGNOSE_MALL).values_list("state", "done_items", "total_items"))
        == [("done", len(list(registry.diagnosing())), len(list(registry.diagnosing())))] * 2
    )


def test_the_scope_has_at_least_two_operations_in_each_area_and_their_order_is_product_first():
    """Design 8; R3.86."""
    lines = [one.line for one in registry.diagnosing()]
    assert [str(line.area) for line in lines] == ["product"] * 2 + ["promotion"] * 2 + ["content"] * 4 + ["cs"] * 2
    for line in lines:
        assert all([line.name, line.name_ko, line.text, line.text_ko])


def test_a_mistake_in_a_diagnosis_ends_its_run_and_staff_see_the_job_with_the_reference(mall, broken):
    untidy(mall)
    begin_day()
    with capture_logs() as logs:
        run_due_jobs(DIAGNOSE), run_due_jobs(DIAGNOSE_MALL)
    assert runs(mall) == [("broken", "2026-11-26", "failed"), *DONE]
    with tenancy.mall(mall.pk):
        failed = OperationRun.objects.get(key="broken")
    assert failed.error.startswith("PRO-")
    assert failed.error in summary_text(failed.summary)
    assert [one["reference"] for one in logs if one["event"] == "diagnosis_failed"] == [failed.error]
    job = Job.objects.get(task=DIAGNOSE_MALL)
    assert (job.state, job.attempts, job.last_error) == ("failed", 1, f"Failed: broken {failed.error}")


def test_staff_retry_the_job_and_only_what_failed_runs_again(mall, broken):
    untidy(mall)
    begin_day()
    run_due_jobs(DIAGNOSE), run_due_jobs(DIAGNOSE_MALL)
    job = Job.objects.get(task=DIAGNOSE_MALL)
    with tenancy.mall(mall.pk):
        first = OperationRun.objects.get(key="broken")
    assert retry_job(job.pk)
    run_due_jobs(DIAGNOSE_MALL)
    with tenancy.mall(mall.pk):
        second = OperationRun.objects.get(key="broken")
    assert (second.pk, second.state, second.error != first.error) == (first.pk, "failed", True)
    broken.is_mended = True
    assert retry_job(job.pk)
    run_due_jobs(DIAGNOSE_MALL)
    assert runs(mall) == [("broken", "2026-11-26", "done"), *DONE]
    with tenancy.mall(mall.pk):
        mended = OperationRun.objects.get(key="broken")
    assert (mended.error, mended.summary, mended.changed_items) == ("", {}, 1)
    assert Job.objects.get(pk=job.pk).state == "done"


def test_a_thing_that_breaks_is_left_as_it_was_and_the_others_are_treated(mall, stumbling):
    with tenancy.mall(mall.pk):
        products = [make_product(name, weight_grams=1) for name in ("bad", "good", "fine")]
    begin_day()
    run_due_jobs(DIAGNOSE), run_due_jobs(DIAGNOSE_MALL)
    with tenancy.mall(mall.pk):
        run = OperationRun.objects.get(key="stumbling")
        assert (run.state, run.changed_items, run.failed_items) == ("failed", 2, 1)
        bad = run.items.get(object_id=products[0].pk)
        assert (bad.state, failure_text(bad.error)) == ("failed", "Something went wrong on our side. Our staff see it.")
        assert dict(Product.objects.values_list("name", "summary")) == {"bad": "", "good": "seen", "fine": "seen"}
    assert Job.objects.get(task=DIAGNOSE_MALL).last_error == f"Failed: stumbling {run.error}"


def test_an_operation_that_breaks_at_everything_stops_soon(mall, stumbling):
    with tenancy.mall(mall.pk):
        for _number in range(MOST_MISTAKES + 2):
            make_product("bad", weight_grams=1)
    begin_day()
    run_due_jobs(DIAGNOSE), run_due_jobs(DIAGNOSE_MALL)
    with tenancy.mall(mall.pk):
        assert OperationRun.objects.get(key="stumbling").failed_items == MOST_MISTAKES


def test_a_database_that_is_away_is_no_mistake_and_the_job_goes_back(mall, broken, monkeypatch):
    def away() -> None:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(broken, "diagnose", away)
    begin_day()
    run_due_jobs(DIAGNOSE), run_due_jobs(DIAGNOSE_MALL)
    job = Job.objects.get(task=DIAGNOSE_MALL)
    assert (job.state, job.attempts) == ("waiting", 1)
    assert runs(mall) == []
