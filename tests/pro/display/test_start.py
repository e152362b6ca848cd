"""The start: places counted, the store's own automatic display off and kept off, trouble kept apart (R3.52, R3.60)."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connections
from django.utils import timezone

from accounts import tenancy
from accounts.models import AuditEntry, Mall, Shop
from catalog.domain.auto_display import refresh_category, refresh_due_categories
from catalog.domain.main_categories import AutoDisplayKept, change_main_category
from catalog.models import MainCategory, ProductListing
from pro.domain.display import start as starting
from pro.domain.display.dates import day_in_seoul
from pro.domain.display.refresh import refresh_malls
from pro.domain.display.start import start_due, start_service
from pro.domain.switches import may_run
from pro.models import MAIN_DISPLAY, DisplayFailure, DisplayService, DisplayStartCount, OperationRun, OperationRunItem
from tests.factories import MallFactory
from tests.pro.display.life import MERCHANT, new_area, new_product, stop
from tests.pro.display.making import make_area, placed, running_service
from tests.pro.display.test_rules import SLOT
from tests.pro.factories import make_contract

pytestmark = pytest.mark.usefixtures("committed", "scope")
AUTO = {"auto_display": True, "auto_hours": [0, 10]}


def announced(mall: Mall, **values) -> DisplayService:
    starts_on = values.pop("starts_on", day_in_seoul(SLOT) - dt.timedelta(days=7))
    return DisplayService.objects.create(mall=mall, state="announced", starts_on=starts_on, **values)


def start(mall: Mall) -> DisplayService:
    make_contract(mall)
    service = announced(mall)
    assert start_due(SLOT) == 1
    service.refresh_from_db()
    return service


def show(category: MainCategory, *product_ids: int) -> None:
    with tenancy.mall(category.mall_id):
        for position, product_id in enumerate(product_ids):
            category.placements.create(product_id=product_id, position=position)


def start_counts(mall: Mall) -> dict[int, int]:
    with tenancy.mall(mall.pk):
        return dict(DisplayStartCount.objects.values_list("main_category_id", "count"))


def is_automatic(category: MainCategory) -> bool:
    with tenancy.mall(category.mall_id):
        return MainCategory.objects.get(pk=category.pk).auto_display


def change(category: MainCategory, **values) -> MainCategory:
    with tenancy.mall(category.mall_id):
        return change_main_category(category.pk, values, actor=MERCHANT)


# --- Places ---------------------------------------------------------------------------------------------------


def test_a_section_without_a_count_keeps_what_it_shows_at_the_start(mall):
    """R3.52: hidden products are not shown, so they are no place."""
    counted, empty, fixed = new_area(mall, None), new_area(mall, None, group=3), new_area(mall, 7, group=4)
    hidden = new_product(mall)
    with tenancy.mall(mall.pk):
        ProductListing.objects.filter(product_id=hidden).update(display=False)
    show(counted, new_product(mall), hidden, new_product(mall))
    show(fixed, new_product(mall))
    start(mall)
    assert start_counts(mall) == {counted.pk: 2, empty.pk: 0, fixed.pk: 1}


def test_the_count_at_the_start_holds_and_each_shop_has_its_own(mall):
    second = Shop.objects.create(mall=mall, shop_no=2, name="E", language="en", currency="USD")
    with tenancy.mall(mall.pk):
        abroad = make_area("new", None, group=2, shop_no=second.shop_no, name="New Arrivals")
        other = make_area("new", None, group=3, name="Hand-picked")
    here = new_area(mall, None)
    products = [new_product(mall) for _ in range(3)]
    show(here, products[0])
    show(other, products[1])
    start(mall)
    assert start_counts(mall) == {here.pk: 1, abroad.pk: 0}
    assert refresh_malls([mall.pk], SLOT + dt.timedelta(hours=2)).malls == 1
    assert len(placed(here)) == 1


def test_a_second_life_counts_anew(mall):
    category = new_area(mall, None)
    show(category, new_product(mall))
    start(mall)
    stop(mall)
    show(category, new_product(mall))
    announced(mall)
    assert start_due(SLOT) == 1
    assert start_counts(mall) == {category.pk: 2}


# --- The store's own automatic display --------------------------------------------------------------------------


def test_the_start_switches_the_store_s_own_display_off_in_recognised_sections(mall, other_mall):
    """R3.60; Work status says before and after (R3.2)."""
    ours, other = new_area(mall, 2, **AUTO), new_area(mall, 2, group=3, name="Hand-picked", **AUTO)
    foreign = new_area(other_mall, 2, **AUTO)
    service = start(mall)
    assert (service.state, is_automatic(ours)) == ("running", False)
    assert is_automatic(other)
    assert is_automatic(foreign)
    with tenancy.mall(mall.pk):
        item = OperationRunItem.objects.get()
        assert (item.label, item.before, item.after) == ("신상품", {"auto_display": True}, {"auto_display": False})
        assert OperationRun.objects.get().state == "done"
        assert AuditEntry.objects.get(action="main_category.changed").after == {"auto_display": False}


def test_it_is_kept_off_while_pro_runs_and_free_again_after_off(mall):
    """R3.60, R3.61."""
    category, other = new_area(mall), new_area(mall, group=3, name="Hand-picked")
    change(category, **AUTO)  # free before
    start(mall)
    with pytest.raises(AutoDisplayKept):
        change(category, **AUTO)
    assert not is_automatic(category)
    assert change(other, **AUTO).auto_display
    stop(mall)
    assert not is_automatic(category)  # nothing is put back
    assert change(category, **AUTO).auto_display


def test_a_section_that_gets_a_recognised_name_loses_its_own_display(mall):
    other = new_area(mall, name="Hand-picked", **AUTO)
    running_service(mall)
    assert change(other, name="Best").auto_display is False


def test_the_store_s_own_job_leaves_such_a_section_alone_even_where_it_is_on(mall):
    category = new_area(mall, auto_most=3, **AUTO)
    shown, better = new_product(mall), new_product(mall)
    show(category, shown)
    running_service(mall)
    ten = timezone.now().replace(hour=1, minute=0, second=0, microsecond=0)
    with tenancy.mall(mall.pk):
        assert refresh_category(category.pk, ten, actor=MERCHANT) == [shown]
        refresh_due_categories(ten)
    assert placed(category) == [shown]
    stop(mall)
    with tenancy.mall(mall.pk):
        refresh_category(category.pk, ten, actor=MERCHANT)
    assert placed(category) == [better, shown]


# --- Who starts -------------------------------------------------------------------------------------------------


def test_only_what_is_due_and_announced_starts(mall):
    make_contract(mall)
    service = announced(mall, starts_on=day_in_seoul(SLOT) + dt.timedelta(days=1))
    assert (start_due(SLOT), start_service(service.pk, SLOT)) == (0, False)
    DisplayService.objects.update(state="approved", starts_on=None)
    assert (start_due(SLOT), start_service(service.pk, SLOT)) == (0, False)


def test_a_second_start_changes_nothing(mall):
    service = start(mall)
    assert (start_due(SLOT), start_service(service.pk, SLOT)) == (0, False)
    with tenancy.mall(mall.pk):
        assert AuditEntry.objects.filter(action="pro.display_started").count() == 1


def test_a_mall_that_cannot_start_is_noted_and_tried_again_and_the_others_start(mall, monkeypatch):
    bad, good = MallFactory(), MallFactory()
    for one in (bad, good):
        make_contract(one)
        announced(one)
    real = starting._take_over

    def take_over(service):
        if service.mall_id == bad.pk:
            raise ValueError("broken on purpose")
        real(service)

    monkeypatch.setattr(starting, "_take_over", take_over)
    assert start_due(SLOT) == 1
    assert DisplayService.objects.get(mall=good).state == "running"
    assert DisplayService.objects.get(mall=bad).state == "announced"
    failure = DisplayFailure.objects.get()
    assert (failure.mall_id, failure.slot_at) == (bad.pk, SLOT)
    monkeypatch.undo()
    assert start_due(SLOT + dt.timedelta(hours=2)) == 1
    assert DisplayService.objects.get(mall=bad).state == "running"


def test_a_mall_that_somebody_holds_does_not_hold_up_the_slot(mall, monkeypatch):
    """PRO works on one of its things for long: it starts with the next slot."""
    held, free = MallFactory(), MallFactory()
    for one in (held, free):
        make_contract(one)
        announced(one)
    monkeypatch.setattr(starting, "LONGEST_LOCK", "200ms")
    began, may_end = threading.Event(), threading.Event()

    def work() -> None:
        try:
            with tenancy.mall(held.pk):
                assert may_run(MAIN_DISPLAY)
                began.set()
                assert may_end.wait(60)
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        assert began.wait(60)
        assert start_due(SLOT) == 1
    finally:
        may_end.set()
        thread.join(60)
    assert DisplayService.objects.get(mall=free).state == "running"
    assert DisplayFailure.objects.get().mall_id == held.pk
    assert start_due(SLOT + dt.timedelta(hours=2)) == 1
