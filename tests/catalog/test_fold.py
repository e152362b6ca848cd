"""Views, visits, cart adds and sales are counted once, in their own hour, for their own mall (design 6, 9)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from django.utils import timezone

from accounts import tenancy
from accounts.models import Mall
from catalog import stream
from catalog.domain.events import count_cart_add, count_view
from catalog.domain.fold import fold_statistics, watermark
from catalog.domain.fold_events import fold_entries
from catalog.models import FoldMark, SaleEvent
from tests.catalog.statistics import days_of, empty_stream, hours_of, shop_hours_of

SEOUL = dt.timezone(dt.timedelta(hours=9))


@pytest.fixture(autouse=True)
def _clean(committed):
    empty_stream()


@pytest.fixture
def hour() -> dt.datetime:
    """The start of an hour that is over, UTC."""
    return timezone.now().replace(minute=0, second=0, microsecond=0) - dt.timedelta(hours=2)


def sale(mall: Mall, paid_at: dt.datetime, **values) -> None:
    with tenancy.mall(mall.pk):
        SaleEvent.objects.create(
            **{"shop_no": 1, "product_id": 7, "units": 2, "revenue_minor": 24000, "opens_order": True} | values,
            paid_at=paid_at,
        )


def test_views_visits_and_cart_adds_are_counted_per_product_hour_and_shop(mall, other_mall, hour):
    at = hour.timestamp() + 60
    for session in ("a", "a", "b"):
        count_view(mall.pk, 1, 7, session=session, at=at)
    count_view(mall.pk, 1, 8, session="a", at=at)
    count_cart_add(mall.pk, 1, 7, at=at)
    count_view(mall.pk, 1, 7, session="c", at=at + 3600)
    count_view(other_mall.pk, 1, 7, session="a", at=at)
    folded = fold_statistics()
    assert (folded.entries, folded.is_drained) == (7, True)
    next_hour = hour + dt.timedelta(hours=1)
    assert hours_of(mall.pk) == [
        (7, hour, 3, 2, 1, 0, 0, 0),
        (7, next_hour, 1, 1, 0, 0, 0, 0),
        (8, hour, 1, 1, 0, 0, 0, 0),
    ]
    # A session's first view of anything is a visit of the shop, of each product a visit of the product.
    assert shop_hours_of(mall.pk) == [(hour, 4, 2, 0, 0), (next_hour, 1, 1, 0, 0)]
    assert hours_of(other_mall.pk) == [(7, hour, 1, 1, 0, 0, 0, 0)]


def test_a_second_fold_adds_to_the_same_hour(mall, hour):
    for _ in range(2):
        count_view(mall.pk, 1, 7, session="a", at=hour.timestamp())
        sale(mall, hour)
        fold_statistics()
    assert hours_of(mall.pk) == [(7, hour, 2, 1, 0, 2, 4, 48000)]
    assert fold_statistics().entries == 0
    assert hours_of(mall.pk) == [(7, hour, 2, 1, 0, 2, 4, 48000)]


def test_days_are_days_in_seoul(mall):
    midnight = timezone.now().astimezone(SEOUL).replace(hour=0, minute=0, second=0, microsecond=0)
    for moment in (midnight - dt.timedelta(seconds=1), midnight):
        count_view(mall.pk, 1, 7, session="a", at=moment.timestamp())
        sale(mall, moment)
    fold_statistics()
    yesterday, today = midnight.date() - dt.timedelta(days=1), midnight.date()
    assert days_of(mall.pk) == [(7, yesterday, 1, 1, 0, 1, 2, 24000), (7, today, 1, 0, 0, 1, 2, 24000)]


def test_a_sale_counts_in_the_hour_it_was_paid_and_an_order_once_for_the_shop(mall, hour):
    sale(mall, hour + dt.timedelta(minutes=59, seconds=59))
    sale(mall, hour + dt.timedelta(minutes=59, seconds=59), product_id=8, units=1, revenue_minor=500, opens_order=False)
    sale(mall, hour, product_id=0, units=1, revenue_minor=300)  # deleted before it was paid
    assert fold_statistics().sales == 3
    assert hours_of(mall.pk) == [(7, hour, 0, 0, 0, 1, 2, 24000), (8, hour, 0, 0, 0, 1, 1, 500)]
    assert shop_hours_of(mall.pk) == [(hour, 0, 0, 2, 24800)]
    with tenancy.mall(mall.pk):
        assert not SaleEvent.objects.exists()


def test_hours_past_72_and_days_past_92_are_not_counted_and_hold_nothing_up(mall, hour):
    four_days, a_season = hour - dt.timedelta(days=4), hour - dt.timedelta(days=100)
    for moment in (a_season, four_days, hour, timezone.now() + dt.timedelta(days=30)):
        count_view(mall.pk, 1, 7, session="a", at=moment.timestamp())
    for moment in (a_season, four_days, hour):
        sale(mall, moment)
    assert fold_statistics().is_drained
    assert hours_of(mall.pk) == [(7, hour, 1, 0, 0, 1, 2, 24000)]
    assert [row[1] for row in days_of(mall.pk)] == sorted(
        {four_days.astimezone(SEOUL).date(), hour.astimezone(SEOUL).date()}
    )
    assert stream.waiting() == 0


def test_a_deleted_malls_events_are_dropped_and_others_counted(mall, other_mall, hour):
    Mall.objects.filter(pk=mall.pk).update(status=Mall.Status.DELETED)
    count_view(mall.pk, 1, 7, session="a", at=hour.timestamp())
    count_view(other_mall.pk, 1, 7, session="a", at=hour.timestamp())
    count_view(987654, 1, 7, session="a", at=hour.timestamp())
    fold_statistics()
    assert hours_of(mall.pk) == []
    assert len(hours_of(other_mall.pk)) == 1
    assert stream.waiting() == 0


def test_what_is_no_entry_of_ours_is_passed_over(mall, hour):
    redis = stream.writer(settings.REDIS_URL)
    for text in ("", "1 2 3", "x 1 7 v 11 1", f"{mall.pk} 1 7 z 11 1", f"{mall.pk} 1 7 v 11 99999999999999999999"):
        redis.xadd(stream.KEY, {"e": text})
    redis.xadd(stream.KEY, {"other": "field"})
    count_view(mall.pk, 1, 7, session="a", at=hour.timestamp())
    assert fold_statistics().entries == 7
    assert hours_of(mall.pk) == [(7, hour, 1, 1, 0, 0, 0, 0)]


def test_a_batch_that_another_worker_counted_is_not_counted_again(mall, hour):
    count_view(mall.pk, 1, 7, session="a", at=hour.timestamp())
    FoldMark.objects.using("batch").get_or_create(name="statistics")
    entries = stream.read_after("0-0", 100)
    assert fold_entries("statistics", entries, after="0-0")
    assert not fold_entries("statistics", entries, after="0-0")
    assert hours_of(mall.pk) == [(7, hour, 1, 1, 0, 0, 0, 0)]


def test_a_batch_whose_trimming_was_lost_is_not_counted_again(mall, hour):
    count_view(mall.pk, 1, 7, session="a", at=hour.timestamp())
    FoldMark.objects.using("batch").get_or_create(name="statistics")
    fold_entries("statistics", stream.read_after("0-0", 100), after="0-0")
    assert stream.waiting() == 1
    assert fold_statistics().entries == 0
    assert stream.waiting() == 0
    assert hours_of(mall.pk) == [(7, hour, 1, 1, 0, 0, 0, 0)]


def test_a_stream_that_begins_anew_with_an_earlier_clock_is_counted_again_within_a_run(mall, hour):
    ahead = int((timezone.now() + dt.timedelta(days=2)).timestamp() * 1000)
    FoldMark.objects.using("batch").create(name="statistics", last_stream_id=f"{ahead}-0")
    stream.writer(settings.REDIS_URL).xadd(stream.KEY, {"e": "lost"})
    fold_statistics()
    count_view(mall.pk, 1, 7, session="a", at=hour.timestamp())
    assert fold_statistics().entries == 1
    assert hours_of(mall.pk) == [(7, hour, 1, 1, 0, 0, 0, 0)]


def test_the_watermark_says_up_to_when_all_is_counted_and_never_goes_back(mall):
    assert watermark() is None
    before = timezone.now()
    fold_statistics()
    first = watermark()
    assert first is not None
    assert before <= first <= timezone.now()
    fold_statistics()
    assert watermark() > first
    FoldMark.objects.using("batch").update(watermark_at=timezone.now() + dt.timedelta(days=1))
    fold_statistics()
    assert watermark() > timezone.now()
    # What arrives later for an hour that was counted is added.
    count_view(mall.pk, 1, 7, session="late", at=(timezone.now() - dt.timedelta(hours=5)).timestamp())
    assert fold_statistics().entries == 1


def test_a_run_that_is_out_of_time_leaves_the_rest_and_the_watermark(mall, hour, monkeypatch):
    monkeypatch.setattr("catalog.domain.fold.ENTRIES_A_BATCH", 2)
    for number in range(5):
        count_view(mall.pk, 1, 7, session=str(number), at=hour.timestamp())
    folded = fold_statistics(seconds=0)
    assert (folded.entries, folded.is_drained) == (2, False)
    assert watermark() is None
    assert fold_statistics().entries == 3
    assert hours_of(mall.pk) == [(7, hour, 5, 5, 0, 0, 0, 0)]
