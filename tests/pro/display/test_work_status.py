"""The two-hourly updates in Work status: one row each, and they bury nothing (R3.2, issue 5)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from accounts import tenancy
from pro.domain.display.refresh import refresh_malls
from pro.models import MAIN_DISPLAY, Operation, OperationRun
from pro.queries.display_runs import slot_key
from pro.queries.status import newest_runs
from tests.pro.display.making import running_service
from tests.pro.display.test_rules import SLOT, area, product
from tests.pro.factories import make_line, make_run
from tests.pro.pages import csv_rows, get, text

pytestmark = pytest.mark.usefixtures("committed", "contract")
TWO_HOURS = dt.timedelta(hours=2)


@pytest.fixture
def updates(mall) -> list[str]:
    """A day of updates, the newest two of which changed nothing, beside one other run; their addresses."""
    running_service(mall)
    if not Operation.objects.filter(key=MAIN_DISPLAY).exists():
        make_line(MAIN_DISPLAY, name="Main display", switched_by="form")
    make_line("toy")
    area(mall, "best", 1)
    for number in range(10, -1, -1):
        if number >= 2:
            product(mall, hours=2 * number + 1, sales=11 - number)
        refresh_malls([mall.pk], SLOT - TWO_HOURS * number)
    with tenancy.mall(mall.pk):
        make_run("toy")
        runs = OperationRun.objects.filter(key=MAIN_DISPLAY).order_by("-planned_at")
        return [reverse("pro:run", args=[run.pk]) for run in runs]


def rows(page: str) -> list[str]:
    return page.split("<tbody>")[1].split("<tr>")[1:]


def test_updates_stand_aside_in_one_line_and_the_other_work_stays_readable(owner, updates):
    page = text(owner, "status")
    assert len(rows(page)) == 1
    assert "Name of toy" in rows(page)[0]
    assert "11 updates in the last 24 hours" in page
    assert reverse("pro:display_runs") in page


@pytest.mark.parametrize("query", [{"display": "with"}, {"operation": MAIN_DISPLAY}])
def test_each_update_is_one_row_where_they_are_asked_for(owner, updates, query):
    page = text(owner, "status", **query)
    assert [url for url in updates if url in page] == updates
    assert "updates in the last 24 hours" not in page
    assert len(csv_rows(owner, query)) == 1 + 11 + ("display" in query)
    assert len(csv_rows(owner, {})) == 2


def test_a_failed_update_always_stands_in_the_list(owner, mall, updates):
    with tenancy.mall(mall.pk):
        run = OperationRun.objects.filter(key=MAIN_DISPLAY).last()
        OperationRun.objects.filter(pk=run.pk).update(state="failed", error="display_failed", summary={})
    page = text(owner, "status")
    assert len(rows(page)) == 2
    assert "This update failed on our side" in page
    assert "1 failed." in page


def test_an_update_has_before_and_after_and_leads_to_the_comparison(owner, mall, updates):
    with tenancy.mall(mall.pk):
        oldest = OperationRun.objects.filter(key=MAIN_DISPLAY).order_by("planned_at").first()
    page = text(owner, "run", oldest.pk)
    assert "1 of 1 areas changed." in page
    assert f"{reverse('pro:display_run', args=[slot_key(oldest.planned_at)])}?shop=1" in page
    assert "<dt>New</dt>" in page
    newest = text(owner, "run", int(updates[0].rstrip("/").rpartition("/")[2]))
    assert "Nothing changed: every area shows what it did." in newest


def test_the_start_page_is_not_filled_with_updates(mall, updates):
    with tenancy.mall(mall.pk):
        assert [row.run.key for row in newest_runs(3)] == ["toy"]


def test_the_list_runs_the_same_queries_with_and_without_updates(owner, mall, updates, django_assert_num_queries):
    for query in ({}, {"display": "with"}, {"operation": MAIN_DISPLAY}):
        get(owner, "status", **query)
        with django_assert_num_queries(16, info=str(query)):
            get(owner, "status", **query)
