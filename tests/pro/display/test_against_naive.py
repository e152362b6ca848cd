"""The ranking statement and the plain rule agree on any mall (design 9, issue 5)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import tenancy
from pro.domain.display.refresh import refresh_malls
from tests.factories import MallFactory
from tests.pro.display.making import make_areas, make_offer, placed, running_service
from tests.pro.display.naive import SEOUL, Area, Figures, Happened, Offer, Shop
from tests.pro.factories import make_contract

SLOT = dt.datetime.now(SEOUL).replace(minute=0, second=0, microsecond=0)
SLOT -= dt.timedelta(hours=SLOT.hour % 2)
HOURS_AGO = st.one_of(st.integers(1, 26), st.integers(1, 24 * 92).filter(lambda hours: hours > 0))

figures = st.builds(
    Figures,
    views=st.integers(0, 4),
    visits=st.integers(0, 3),
    cart_adds=st.integers(0, 2),
    sales=st.integers(0, 2),
    revenue=st.integers(0, 3).map(lambda n: n * 1000),
)
events = st.builds(Happened, at=HOURS_AGO.map(lambda hours: SLOT - dt.timedelta(hours=hours)), figures=figures)
offers = st.builds(
    Offer,
    id=st.just(0),
    created_at=st.integers(1, 24 * 45).map(lambda hours: SLOT - dt.timedelta(hours=hours)),
    is_sold_out=st.booleans(),
    events=st.lists(events, max_size=4),
)


@st.composite
def malls(draw: st.DrawFn) -> tuple[list[Offer], list[Area]]:
    """Products, and areas whose pins name products by their number in the list."""
    products = draw(st.lists(offers, max_size=9))
    kinds = draw(st.permutations(["new", "recommended", "best", "trend"]))[: draw(st.integers(1, 4))]
    areas = []
    for kind in kinds:
        pins = []
        if products:
            numbers = draw(st.lists(st.integers(0, len(products) - 1), unique=True, max_size=3))
            pins = sorted(
                zip(
                    draw(st.sets(st.integers(0, 6), min_size=len(numbers), max_size=len(numbers))), numbers, strict=True
                )
            )
        areas.append(Area(kind, draw(st.integers(1, 6)), draw(st.sampled_from("NB")), pins))
    return products, areas


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=malls())
def test_the_statement_agrees_with_the_plain_rule(committed, drawn):
    products, areas = drawn
    offers_, mall = [replace(offer) for offer in products], MallFactory()
    make_contract(mall)
    running_service(mall)
    with tenancy.mall(mall.pk):
        for offer in offers_:
            make_offer(offer)
        real = [replace(area, pins=[(at, offers_[n].id) for at, n in area.pins]) for area in areas]
        categories = make_areas(real)
    before = [placed(category) for category in categories]
    refreshed = refresh_malls([mall.pk], SLOT)
    assert refreshed.failed == 0
    expected = Shop(offers_, real, SLOT).display()
    for category, new, old, area in zip(categories, expected, before, real, strict=True):
        shown = placed(category)
        pins_without_place = [product for _, product in area.pins if product not in new]
        assert [p for p in shown if p not in pins_without_place] == (
            new or [p for p in old if p not in pins_without_place]
        )
