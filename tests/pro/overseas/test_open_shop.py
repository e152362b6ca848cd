"""Open an overseas shop, copy each product once, keep its rate (R3.28 to R3.30, R3.78 to R3.82, R3.101 to R3.112)."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
import time_machine
from django.db import connections

from accounts import tenancy
from accounts.jobs.schedule import tick
from accounts.models import Job, Shop
from catalog.domain.change_product import change_product
from catalog.domain.create_product import create_product
from catalog.domain.facts import ProductFacts
from catalog.models import MainCategory, Product, ProductListing
from orders.domain.shipping_fee import overseas_fee, policy_of
from pro.domain.copy_products import Occasion, copy_new_products, copy_products, release_held_back
from pro.domain.open_overseas_shop import (
    NewShop,
    TooManyShops,
    WrongRate,
    open_contract_shops,
    open_overseas_shop,
)
from pro.domain.switches import switch
from pro.models import Contract, OperationRun, OperationRunItem, OverseasCopy
from tests.factories_catalog import make_product
from tests.ledger import run_due_jobs
from tests.pro.overseas.conftest import SYSTEM, rate_of


def at_once(work, arguments):
    """Run in threads; what one raises is raised here."""
    with ThreadPoolExecutor(len(arguments)) as threads:
        list(threads.map(work, arguments))


def listings(mall, shop_no):
    with tenancy.mall(mall.pk):
        rows = ProductListing.objects.filter(shop_no=shop_no).order_by("product_id")
        return [(row.product.name, row.price, row.display, row.selling) for row in rows]


def test_a_shop_gets_its_number_rate_sections_and_fees(mall, scope, open_shop):
    """R3.108, R3.109: the rate, its source, its day and the raw answer stand with the shop."""
    shop = open_shop("ja", "JPY")
    shop.refresh_from_db()
    assert (shop.shop_no, shop.language, shop.currency) == (2, "ja", "JPY")
    assert (shop.exchange_rate, shop.rate_source) == (Decimal("8.5"), "ECB")
    assert (shop.rate_on, shop.rate_answer) == (dt.date(2026, 11, 25), {"KRW": "1", "JPY": "2"})
    with tenancy.mall(mall.pk):
        names = list(MainCategory.objects.filter(shop_no=2).order_by("position").values_list("name", flat=True))
        assert names == ["おすすめ商品", "新商品", "ベスト商品", "トレンド商品"]
        assert policy_of(shop).ships_overseas
        assert overseas_fee(2, "US", 500) > 0
    assert open_shop().shop_no == 3


def test_every_base_product_is_copied_once_with_its_price_converted(mall, scope, open_shop):
    """R3.28, R3.78, R3.110; without a weight it is neither displayed nor sold there."""
    with tenancy.mall(mall.pk):
        make_product("weighed", price=13000, weight_grams=300)
        make_product("hidden", price=6500, weight_grams=300, display=False)
        make_product("no weight", price=1999)
        make_product("cheap", price=1, weight_grams=5)
    open_shop()
    run_due_jobs()
    assert listings(mall, 2) == [
        ("weighed", Decimal("10.00"), True, True),
        ("hidden", Decimal("5.00"), False, True),
        ("no weight", Decimal("1.54"), False, False),
        ("cheap", Decimal("0.01"), True, True),
    ]
    with tenancy.mall(mall.pk):
        run = OperationRun.objects.get(key="overseas_copy")
        assert (run.state, run.shop_no, run.done_items) == ("done", 2, 4)
        item = OperationRunItem.objects.get(label="no weight")
        assert item.after == {"shop_no": 2, "price": "1.54 USD", "held_back": "no_weight"}
        assert OverseasCopy.objects.filter(is_held_back=True).count() == 1


def test_a_second_run_and_a_deleted_listing_copy_nothing_again(mall, scope, open_shop):
    with tenancy.mall(mall.pk):
        make_product("cup", weight_grams=300)
        make_product("pot", weight_grams=300)
    open_shop()
    run_due_jobs()
    with tenancy.mall(mall.pk):
        ProductListing.objects.get(shop_no=2, product__name="cup").delete()
    for slot in ("again", "opened"):
        with tenancy.acting_for(mall.pk):
            copy_products(2, Occasion(slot, by_pro=False))
    assert [row[0] for row in listings(mall, 2)] == ["pot"]


def test_later_edits_of_the_base_product_are_not_synced(mall, scope, open_shop):
    """R3.79, R3.81, R9.2."""
    with tenancy.mall(mall.pk):
        product = make_product("cup", price=13000, weight_grams=300)
    open_shop()
    run_due_jobs()
    with tenancy.mall(mall.pk):
        change_product(product.pk, ProductFacts(name="mug", price=Decimal(26000), weight_grams=300), actor=SYSTEM)
    run_due_jobs()
    assert listings(mall, 2) == [("mug", Decimal("10.00"), True, True)]


def test_a_new_base_product_follows_by_itself_under_a_contract(mall, contract, open_shop, cast):
    """R3.80: through the audit log; and by the nightly sweep where that call was lost."""
    open_shop()
    run_due_jobs()
    with tenancy.mall(mall.pk):
        facts = ProductFacts(name="new", price=Decimal(2600), weight_grams=10, display=True, selling=True)
        create_product(facts, actor=SYSTEM)
    run_due_jobs()
    assert listings(mall, 2) == [("new", Decimal("2.00"), True, True)]
    with tenancy.mall(mall.pk):
        make_product("lost call", price=1300, weight_grams=10)
    with tenancy.acting_for(mall.pk):
        assert copy_new_products("2026-11-27") == 1
        assert copy_new_products("2026-11-28") == 0
    assert [row[0] for row in listings(mall, 2)] == ["new", "lost call"]


def test_pro_copies_nothing_once_it_is_off_or_the_contract_ended(mall, contract, open_shop):
    """R3.100, R3.103; what was copied stays (R3.104)."""
    open_shop()
    run_due_jobs()
    with tenancy.mall(mall.pk):
        make_product("late", weight_grams=10)
        switch("overseas_copy", is_on=False, actor=SYSTEM)
    with tenancy.acting_for(mall.pk):
        assert copy_new_products("day") == 0
    Contract.objects.update(state="terminated")
    with tenancy.acting_for(mall.pk):
        assert copy_new_products("day") == 0
    assert listings(mall, 2) == []


def test_products_held_back_are_released_once_they_have_a_weight(mall, scope, open_shop):
    with tenancy.mall(mall.pk):
        weighed, unweighed = make_product("cup"), make_product("pot")
    shop = open_shop()
    run_due_jobs()
    with tenancy.mall(mall.pk):
        Product.objects.filter(pk=weighed.pk).update(weight_grams=200)
        assert release_held_back(shop, actor=SYSTEM) == 1
        assert release_held_back(shop, actor=SYSTEM) == 0
        assert OverseasCopy.objects.get(is_held_back=True).product_id == unweighed.pk
    assert [row[2:] for row in listings(mall, 2)] == [(True, True), (False, False)]


def test_a_price_that_no_shop_can_have_is_told_and_the_others_are_copied(mall, scope, open_shop):
    with tenancy.mall(mall.pk):
        make_product("dear", price=2_000_000_000, weight_grams=1)
        make_product("cup", price=13000, weight_grams=1)
    with tenancy.mall(mall.pk):
        wanted = NewShop("VN", "en", "USD")
        open_overseas_shop(wanted, rate_of("USD", Decimal("0.5")), actor=SYSTEM)
    run_due_jobs()
    assert [row[:2] for row in listings(mall, 2)] == [("cup", Decimal(26000))]
    with tenancy.mall(mall.pk):
        run = OperationRun.objects.get()
        assert (run.state, run.changed_items, run.failed_items) == ("partly", 1, 1)


def test_another_mall_gets_nothing(mall, other_mall, scope, open_shop):
    with tenancy.mall(other_mall.pk):
        make_product("theirs", weight_grams=1)
    open_shop()
    run_due_jobs()
    assert listings(mall, 2) == []
    assert listings(other_mall, 2) == []
    assert Shop.objects.filter(mall=other_mall).count() == 1


def test_fifteen_shops_at_most(mall, scope, open_shop):
    for _ in range(14):
        open_shop()
    with pytest.raises(TooManyShops):
        open_shop()
    assert Shop.objects.filter(mall=mall).count() == 15


@pytest.mark.parametrize("rate", [None, rate_of("JPY"), rate_of("USD", Decimal(-1))])
def test_a_rate_between_other_currencies_is_refused(mall, scope, rate):
    with tenancy.mall(mall.pk), pytest.raises(WrongRate):
        open_overseas_shop(NewShop("x", "en", "USD"), rate, actor=SYSTEM)


def test_two_who_open_shops_at_once_get_two_numbers(committed, mall, scope, open_shop):
    barrier = threading.Barrier(4)

    def one(_place: int) -> None:
        try:
            barrier.wait()
            open_shop()
        finally:
            connections.close_all()

    at_once(one, range(4))
    assert list(Shop.objects.filter(mall=mall).values_list("shop_no", flat=True)) == [1, 2, 3, 4, 5]


def test_two_copies_at_once_copy_each_product_once(committed, mall, scope, open_shop):
    with tenancy.mall(mall.pk):
        for number in range(120):
            make_product(f"cup {number}", weight_grams=100)
    open_shop()

    def one(number: int) -> None:
        try:
            with tenancy.acting_for(mall.pk):
                copy_products(2, Occasion(f"job{number}", by_pro=False))
        finally:
            connections.close_all()

    at_once(one, range(3))
    assert len(listings(mall, 2)) == 120
    with tenancy.mall(mall.pk):
        assert OverseasCopy.objects.count() == 120
        assert sum(OperationRun.objects.values_list("changed_items", flat=True)) == 120


def test_the_rate_never_changes_by_itself_in_a_month_of_ticks(mall, contract, open_shop):
    """R3.111, R3.112: no job of a whole month touches the rate or a price."""
    with tenancy.mall(mall.pk):
        make_product("cup", price=13000, weight_grams=300)
    start = dt.datetime(2026, 11, 26, 3, tzinfo=dt.UTC)
    with time_machine.travel(start, tick=False) as clock:
        open_shop()
        run_due_jobs()
        before = Shop.objects.values().get(shop_no=2, mall=mall)
        for hour in range(0, 31 * 24, 6):
            clock.move_to(start + dt.timedelta(hours=hour))
            tick()
            run_due_jobs("pro.copy_all")
            run_due_jobs("pro.copy_new_products")
        assert Job.objects.filter(task="pro.copy_all", state="done").count() == 31
        assert Shop.objects.values().get(shop_no=2, mall=mall) == before
        assert listings(mall, 2) == [("cup", Decimal("10.00"), True, True)]


def test_an_active_contract_opens_the_shops_of_its_languages_once(mall, contract):
    """R3.101: English in dollars, Japanese in yen, by the ECB here; a second call opens none."""
    with tenancy.acting_for(mall.pk):
        opened = open_contract_shops()
        assert open_contract_shops() == []
    assert [(shop.language, shop.currency, shop.rate_source) for shop in opened] == [
        ("en", "USD", "ECB"),
        ("ja", "JPY", "ECB"),
    ]
    Contract.objects.update(state="suspended", reason="x")
    Shop.objects.filter(shop_no__gt=1).delete()
    with tenancy.acting_for(mall.pk):
        assert open_contract_shops() == []
