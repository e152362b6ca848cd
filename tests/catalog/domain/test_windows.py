"""The window counters: what came is added, what left is subtracted, late events find their place (design 9, Cost)."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connection, connections
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import tenancy
from accounts.models import Mall
from catalog import stream
from catalog.domain.check_windows import check_windows
from catalog.domain.events import count_view
from catalog.domain.fold import fold_statistics
from catalog.domain.windows import advance_windows, forget_windows, lock_marks, work_out_windows
from catalog.models import ProductWindow, SaleEvent, WindowMark
from catalog.models.windows import COLUMNS
from tests.catalog.statistics import empty_stream
from tests.factories import MallFactory
from tests.pro.display.making import note_events
from tests.pro.display.naive import SEOUL, Figures, Happened, Offer, figures_of

pytestmark = pytest.mark.usefixtures("committed")
NOW = timezone.now().replace(minute=0, second=0, microsecond=0)
ONE_VIEW = Figures(views=1, visits=1)


def counters(mall: Mall) -> dict[int, dict[str, int]]:
    with tenancy.mall(mall.pk):
        rows = ProductWindow.objects.values("product_id", *COLUMNS)
        return {row.pop("product_id"): {k: v for k, v in row.items() if v} for row in rows}


def views(mall: Mall, product_id: int = 1) -> dict[str, int]:
    found = counters(mall).get(product_id, {})
    return {name.removeprefix("views_"): count for name, count in found.items() if name.startswith("views_")}


def happened(mall: Mall, *ats: dt.datetime, product_id: int = 1) -> None:
    with tenancy.mall(mall.pk):
        note_events(product_id, [Happened(at, ONE_VIEW) for at in ats])


def advance(mall: Mall, slot: dt.datetime) -> None:
    with tenancy.malls([mall.pk]):
        advance_windows([mall.pk], slot)


def midnight(days_ago: int = 0) -> dt.datetime:
    local = NOW.astimezone(SEOUL)
    return local.replace(hour=0) - dt.timedelta(days=days_ago)


@pytest.mark.parametrize(
    ("at", "windows"),
    [
        (NOW, {}),  # an hour that is not over does not count
        (NOW - dt.timedelta(hours=1), {"24h", "7d", "30d", "90d"}),
        (NOW - dt.timedelta(hours=24), {"24h", "7d", "30d", "90d"}),
        (NOW - dt.timedelta(hours=25), {"7d", "30d", "90d"}),
        (midnight(7), {"7d", "30d", "90d"}),
        (midnight(7) - dt.timedelta(hours=1), {"30d", "90d"}),
        (midnight(30), {"30d", "90d"}),
        (midnight(30) - dt.timedelta(hours=1), {"90d"}),
        (midnight(90), {"90d"}),
        (midnight(90) - dt.timedelta(hours=1), {}),
    ],
)
def test_the_edges_of_the_windows(mall, at, windows):
    happened(mall, at)
    with tenancy.malls([mall.pk]):
        work_out_windows([mall.pk], NOW)
    assert set(views(mall)) == set(windows)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    hours=st.lists(st.integers(0, 71), max_size=6),
    days=st.lists(st.integers(3, 92), max_size=6),
    steps=st.lists(st.integers(1, 30), min_size=1, max_size=4),
)
def test_steps_end_where_working_out_ends(committed, hours, days, steps):
    """From any hour to any other, in steps of any length, also over midnight and over more than a day."""
    mall = MallFactory()
    events = [Happened(NOW - dt.timedelta(hours=ago), ONE_VIEW) for ago in hours]
    events += [Happened(NOW - dt.timedelta(days=ago), ONE_VIEW) for ago in days]
    with tenancy.mall(mall.pk):
        note_events(1, events)
    slot = NOW - dt.timedelta(hours=min(sum(steps), 40))
    advance(mall, slot)
    for step in steps:
        slot = min(NOW, slot + dt.timedelta(hours=step))
        advance(mall, slot)
    offer = Offer(1, NOW, events=events)
    expected = {window: figures_of(offer, window, slot).views for window in ("24h", "7d", "30d", "90d")}
    assert views(mall) == {window: count for window, count in expected.items() if count}


def test_a_second_advance_to_the_same_hour_changes_nothing(mall):
    happened(mall, NOW - dt.timedelta(hours=3), NOW - dt.timedelta(hours=1))
    for slot in (NOW - dt.timedelta(hours=2), NOW, NOW, NOW - dt.timedelta(hours=2)):
        advance(mall, slot)
    assert views(mall) == {"24h": 2, "7d": 2, "30d": 2, "90d": 2}


def test_a_late_view_is_added_by_the_fold_and_a_punctual_one_by_the_next_slot(mall):
    empty_stream()
    advance(mall, NOW - dt.timedelta(hours=2))
    late, punctual = NOW - dt.timedelta(hours=5), NOW - dt.timedelta(minutes=90)
    count_view(mall.pk, 1, 1, session="a", at=late.timestamp())
    count_view(mall.pk, 1, 1, session="b", at=punctual.timestamp())
    fold_statistics()
    assert views(mall) == {"24h": 1, "7d": 1, "30d": 1, "90d": 1}
    advance(mall, NOW)
    assert views(mall) == {"24h": 2, "7d": 2, "30d": 2, "90d": 2}


def test_a_late_sale_is_added_to_the_windows_its_hour_lies_in(mall):
    advance(mall, NOW)
    with tenancy.mall(mall.pk):
        for ago in (dt.timedelta(hours=30), dt.timedelta(days=20)):
            SaleEvent.objects.create(
                shop_no=1, product_id=1, units=2, revenue_minor=500, opens_order=True, paid_at=NOW - ago
            )
    fold_statistics()
    found = counters(mall)[1]
    assert {k: v for k, v in found.items() if k.startswith("sales")} == {"sales_7d": 1, "sales_30d": 2, "sales_90d": 2}
    assert found["revenue_minor_7d"] == 500
    with tenancy.malls([mall.pk]):
        assert check_windows([mall.pk]) == {}


def test_a_fold_waits_for_a_refresh_and_then_counts_what_is_late(mall):
    """Two connections: without the mark's lock the view would be in no window."""
    empty_stream()
    advance(mall, NOW - dt.timedelta(hours=2))
    count_view(mall.pk, 1, 1, session="a", at=(NOW - dt.timedelta(hours=1)).timestamp())
    held, folded = threading.Event(), threading.Event()

    def fold() -> None:
        held.wait(10)
        fold_statistics()
        folded.set()
        connections.close_all()

    thread = threading.Thread(target=fold)
    thread.start()
    with tenancy.malls([mall.pk]):
        lock_marks([mall.pk])
        held.set()
        assert not folded.wait(1.0)
        advance_windows([mall.pk], NOW)
    thread.join(20)
    assert folded.is_set()
    assert views(mall) == {"24h": 1, "7d": 1, "30d": 1, "90d": 1}


def test_drift_is_found_told_and_mended(mall, other_mall):
    for one in (mall, other_mall):
        happened(one, NOW - dt.timedelta(hours=1))
        advance(one, NOW)
    with tenancy.malls([mall.pk, other_mall.pk]):
        ProductWindow.objects.filter(mall_id=mall.pk).update(views_7d=9)
        assert check_windows([mall.pk, other_mall.pk]) == {mall.pk: 1}
    assert views(mall) == {"24h": 1, "7d": 1, "30d": 1, "90d": 1}


def test_a_mall_without_a_mark_is_not_counted(mall):
    empty_stream()
    count_view(mall.pk, 1, 1, session="a", at=(NOW - dt.timedelta(hours=1)).timestamp())
    fold_statistics()
    assert counters(mall) == {}
    advance(mall, NOW)
    with tenancy.malls([mall.pk]):
        forget_windows([mall.pk])
    with tenancy.mall(mall.pk):
        assert not WindowMark.objects.exists()
    assert counters(mall) == {}
    assert stream.waiting() == 0
    assert not connection.in_atomic_block
