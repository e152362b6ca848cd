"""The statement and the plain rule agree on thousands of malls, refreshed by the hundred as batches are (issue 5)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pro.domain.display.refresh import refresh_malls
from tests.pro.display.many import Drawn, draw_malls
from tests.pro.display.naive import SEOUL, Shop

MALLS_A_BATCH = 100
BATCHES = 20
SLOT = dt.datetime.now(SEOUL).replace(minute=0, second=0, microsecond=0)
SLOT -= dt.timedelta(hours=SLOT.hour % 2)


def shown_by(drawn: list[Drawn]) -> dict[int, list[int]]:
    """What each area of these malls shows now, in order."""
    with connections["migrator"].cursor() as cursor:
        cursor.execute(
            "SELECT main_category_id, array_agg(product_id ORDER BY position, product_id DESC)"
            " FROM catalog_maincategoryproduct WHERE mall_id = ANY(%s) GROUP BY main_category_id",
            [[one.mall_id for one in drawn]],
        )
        return dict(cursor.fetchall())


@pytest.mark.slow
@settings(
    max_examples=BATCHES,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # a seed does not shrink; the mall that differs is in the message
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32))
def test_two_thousand_malls_in_batches_of_a_hundred_show_what_the_plain_rule_says(committed, seed):
    """R3.50 to R3.75, all rules at once: narrow and wide rungs, more products than slots and fewer, pins, sold out."""
    drawn = draw_malls(seed, MALLS_A_BATCH, SLOT)
    refreshed = refresh_malls([one.mall_id for one in drawn], SLOT)
    assert (refreshed.malls, refreshed.failed) == (MALLS_A_BATCH, 0)
    shown = shown_by(drawn)
    for one in drawn:
        expected = Shop(one.offers, one.areas, SLOT).display()
        for category, area, new in zip(one.categories, one.areas, expected, strict=True):
            old = [product for _position, product in area.pins]
            now = [product for product in shown.get(category, []) if product in new or product not in old]
            assert now == new, (one, area)
