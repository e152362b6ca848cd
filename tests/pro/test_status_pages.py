"""Work status: what ran, what changed, what comes next, and lists that cost the same at any length (R3.2, R3.91)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts import tenancy
from accounts.models import Shop
from pro.models import OperationRun
from pro.operations import words
from tests.pro.factories import make_contract, make_item, make_line, make_run
from tests.pro.pages import csv_rows, get, text


def test_work_status_shows_what_was_found_and_what_changed(owner, mall, contract, monkeypatch):
    """R3.2, R3.91."""
    monkeypatch.setattr(words, "_findings", {"toy": "%(count)s things were quiet"})
    make_line()
    finding = {"code": "toy", "values": {"count": 4}}
    with tenancy.mall(mall.pk):
        run = make_run(state="partly", total_items=4, done_items=4, changed_items=3, failed_items=1, finding=finding)
    page = text(owner, "status")
    for part in ("Name of toy", "4 things were quiet", "3 things changed", "1 could not be done", "Partly done"):
        assert part in page
    assert reverse("pro:run", args=[run.pk]) in page
    assert reverse("pro:switch", args=["toy"]) in page


def test_a_running_row_has_a_bar_that_asks_for_itself_until_it_is_over(owner, mall, contract):
    make_line()
    with tenancy.mall(mall.pk):
        run = make_run(state="running", total_items=10, done_items=4)
    url = reverse("pro:run_progress", args=[run.pk])
    page = text(owner, "status")
    assert f'hx-get="{url}"' in page
    assert 'value="4" max="10"' in page
    assert "HX-Refresh" not in owner.get(url)
    with tenancy.mall(mall.pk):
        OperationRun.objects.update(state="done")
    assert owner.get(url)["HX-Refresh"] == "true"


FILTERS = {
    "area": ({"area": "cs"}, {"area": "cs"}),
    "operation": ({"operation": "other"}, {"key": "other"}),
    "shop": ({"shop": "2"}, {"shop_no": 2}),
    "state": ({"state": "failed"}, {"state": "failed"}),
    "first": ({"first": "2026-11-20"}, {"planned_at": dt.datetime(2026, 11, 19, 15, tzinfo=dt.UTC)}),
    "last": ({"last": "2026-11-01"}, {"planned_at": dt.datetime(2026, 11, 1, 14, 59, tzinfo=dt.UTC)}),
}


@pytest.mark.parametrize("name", FILTERS)
def test_filters_stand_in_the_address_and_find_only_what_fits(owner, mall, contract, name):
    query, values = FILTERS[name]
    make_line(), make_line("other")
    Shop.objects.create(mall=mall, shop_no=2, name="Overseas", language="en", currency="USD")
    usual = dt.datetime(2026, 11, 10, tzinfo=dt.UTC)
    with tenancy.mall(mall.pk):
        fits = make_run(**({"planned_at": usual} | values))
        make_run(planned_at=usual)
    for page in ("status", "status_export"):
        found = text(owner, page, **query)
        assert (reverse("pro:run", args=[fits.pk]) in found) == (page == "status")
    assert text(owner, "status", **query).count("<tr>") == 2  # the heading and the one that fits
    assert len(csv_rows(owner, query)) == 2


def test_a_period_that_ends_before_it_begins_is_told(owner, contract):
    response = get(owner, "status", first="2026-11-02", last="2026-11-01")
    assert response.status_code == 422
    assert "The last day must not be before the first." in response.content.decode()


def test_what_comes_next_stands_on_top(owner, mall, contract):
    make_line()
    with time_machine.travel("2026-11-26 02:00:00+00:00", tick=False):
        with tenancy.mall(mall.pk):
            make_run(state="scheduled", planned_at=timezone.now() + dt.timedelta(hours=3))
        page = text(owner, "status")
    assert page.index("11-26 14:00") < page.index("11-27 06:00")
    assert "Diagnosis of products, promotions, content and CS" in page


def test_nothing_comes_without_an_active_contract(owner, mall):
    make_contract(mall, "suspended")
    assert "What comes next" not in text(owner, "status")


def test_pages_follow_one_another_by_key(owner, mall, contract):
    make_line()
    with tenancy.mall(mall.pk):
        runs = [make_run() for _number in range(31)]
    first = text(owner, "status", state="done")
    assert reverse("pro:run", args=[runs[0].pk]) not in first
    second = text(owner, "status", state="done", before=runs[1].pk)
    assert reverse("pro:run", args=[runs[0].pk]) in second
    assert "state=done" in first


@pytest.mark.parametrize("count", [1, 3])
def test_work_status_costs_the_same_for_any_number_of_runs(owner, mall, contract, django_assert_num_queries, count):
    for number in range(count):
        make_line(f"item-{number}")
        with tenancy.mall(mall.pk):
            make_run(f"item-{number}", shop_no=1)
    with django_assert_num_queries(16):
        get(owner, "status")


def test_the_csv_holds_every_run_and_no_formula(owner, mall, contract, monkeypatch):
    monkeypatch.setattr("pro.views.status.RUNS_AT_A_TIME", 2)
    make_line(name="=HYPERLINK(1)")
    with tenancy.mall(mall.pk):
        runs = [make_run(total_items=2, changed_items=1, failed_items=1, error="toy") for _number in range(5)]
    rows = csv_rows(owner, {})
    assert [row[0] for row in rows[1:]] == [str(run.pk) for run in reversed(runs)]
    assert rows[1][2:5] == ["'=HYPERLINK(1)", "", "Done"]
    assert rows[1][10:] == ["2", "1", "1", "toy"]


def test_another_mall_s_runs_show_nowhere(owner, mall, other_mall, contract):
    make_line()
    make_contract(other_mall)
    with tenancy.mall(other_mall.pk):
        run = make_run()
        make_item(run, 1)
    assert reverse("pro:run", args=[run.pk]) not in text(owner, "status")
    assert get(owner, "run", run.pk).status_code == 404
    assert get(owner, "run_progress", run.pk).status_code == 404
    assert len(csv_rows(owner, {})) == 1


def test_a_run_shows_each_thing_before_and_after_and_why_one_failed(owner, mall, contract):
    make_line()
    with tenancy.mall(mall.pk):
        run = make_run(state="partly", total_items=3, done_items=3, changed_items=1, failed_items=1)
        make_item(run, 11, before={"name": "Mug"}, after={"name": "Mug!"})
        make_item(run, 12, state="failed", before={}, after={}, error="It cannot shout.")
        make_item(run, 13, state="same", before={"name": "x"}, after={"name": "x"})
    page = text(owner, "run", run.pk)
    assert "<del>Mug</del> → <ins>Mug!</ins>" in page
    assert "It cannot shout." in page
    assert "/admin/products/11/" in page
    failed = text(owner, "run", run.pk, items="failed")
    assert "Product 12" in failed
    assert "Product 11" not in failed


@pytest.mark.parametrize("count", [1, 3])
def test_a_run_costs_the_same_for_any_number_of_things(owner, mall, contract, django_assert_num_queries, count):
    make_line()
    with tenancy.mall(mall.pk):
        run = make_run(done_items=count)
        for number in range(count):
            make_item(run, number)
    with django_assert_num_queries(13):
        get(owner, "run", run.pk)
