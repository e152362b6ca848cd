"""Each rule of design 9 by itself, with figures that can be worked out by hand (R3-E)."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts import tenancy
from accounts.models import Mall, Shop
from catalog.models import MainCategory, Product, ProductListing, Variant
from pro.domain.display.areas import kind_of
from pro.domain.display.refresh import preview, refresh_malls
from pro.models import DisplayRun, DisplayStartCount
from tests.pro.display.making import make_area, make_offer, pin, placed, running_service
from tests.pro.display.naive import SEOUL, Figures, Happened, Offer

pytestmark = pytest.mark.usefixtures("committed", "contract")
SLOT = dt.datetime.now(SEOUL).replace(minute=0, second=0, microsecond=0)
SLOT -= dt.timedelta(hours=SLOT.hour % 2)
LONG_AGO = SLOT - dt.timedelta(days=60)


def ago(hours: int = 0, days: int = 0) -> dt.datetime:
    return SLOT - dt.timedelta(hours=hours, days=days)


def offer(hours: int = 1, *, created_at: dt.datetime = LONG_AGO, sold_out: bool = False, **figures: int) -> Offer:
    """A product with figures in one hour."""
    events = [Happened(ago(hours), Figures(**figures))] if figures else []
    return Offer(0, created_at, sold_out, events)


def product(mall: Mall, *args, shop_no: int = 1, display: bool = True, selling: bool = True, **values) -> int:
    with tenancy.mall(mall.pk):
        return make_offer(offer(*args, **values), shop_no=shop_no, display=display, selling=selling).pk


def area(mall: Mall, kind: str, slots: int | None = 2, *, group: int = 2, **values) -> MainCategory:
    with tenancy.mall(mall.pk):
        return make_area(kind, slots, group=group, **values)


def pin_at(category: MainCategory, product_id: int, position: int) -> None:
    with tenancy.mall(category.mall_id):
        pin(category, product_id, position)


@pytest.fixture
def service(mall):
    return running_service(mall)


@pytest.fixture
def refresh(mall, service):
    def run(*categories: MainCategory) -> list[list[int]]:
        refreshed = refresh_malls([mall.pk], SLOT)
        assert refreshed.failed == 0
        return [placed(category) for category in categories]

    return run


def reasons(mall: Mall, category: MainCategory) -> list[dict]:
    with tenancy.mall(mall.pk):
        return DisplayRun.objects.get(main_category_id=category.pk, slot_at=SLOT).reasons


# --- Which areas (R3.73 to R3.75, R9.18) ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("신상품", "new"),
        ("New Arrival", "new"),
        ("new arrivals", "new"),
        ("新商品", "new"),
        ("추천 상품", "recommended"),
        ("RECOMMENDED", "recommended"),
        ("Main  Recommendations", "recommended"),
        ("おすすめ商品", "recommended"),
        ("베스트상품", "best"),
        ("Best", "best"),
        ("bestsellers", "best"),
        ("ベスト商品", "best"),
        ("트렌드상품", "trend"),
        ("Trend\u3000ing", "trend"),
        ("トレンド商品", "trend"),
        ("베스트상품!", None),
        ("Best-Sellers", None),
        ("베스트", None),
        ("신상", None),
        ("New", None),
        ("", None),
    ],
)
def test_names_are_recognised_without_white_space_and_case_and_nothing_else(name, kind):
    """R3.74, R9.18."""
    assert kind_of(name) == kind


def test_of_two_categories_of_one_area_the_first_display_group_runs(mall, refresh):
    best = product(mall, sales=1)
    first, second = area(mall, "best", group=2), area(mall, "best", group=3, name="Best")
    assert refresh(first, second) == [[best], []]


def test_an_area_without_slots_and_a_hidden_one_do_not_run(mall, refresh):
    product(mall, sales=1, views=1, visits=1)
    none, zero = area(mall, "best", None), area(mall, "trend", 0, group=3)
    hidden = area(mall, "recommended", 3, group=4, is_displayed=False)
    assert refresh(none, zero, hidden) == [[], [], []]


def test_without_a_display_count_the_count_at_the_start_holds_and_a_later_count_wins(mall, refresh):
    """R3.52, R3.56."""
    ids = [product(mall, sales=sales) for sales in (3, 2, 1)]
    category = area(mall, "best", None)
    with tenancy.mall(mall.pk):
        DisplayStartCount.objects.create(main_category=category, count=2)
    assert refresh(category) == [ids[:2]]
    with tenancy.mall(mall.pk):
        MainCategory.objects.update(display_count=1)
    refresh_malls([mall.pk], SLOT + dt.timedelta(hours=2))
    assert placed(category) == ids[:1]


# --- Candidates and windows -----------------------------------------------------------------------------------


def test_only_what_is_displayed_and_on_sale_appears(mall, refresh):
    """R3.50."""
    shown = product(mall, sales=1)
    product(mall, sales=9, display=False), product(mall, sales=9, selling=False)
    assert refresh(area(mall, "best", 5)) == [[shown]]


def test_best_fills_from_the_narrowest_window_and_counts_a_product_once(mall, refresh):
    """R3.67, R9.16: one sale today comes before nine last week."""
    week = product(mall, 24 * 3, sales=9)
    today = product(mall, 2, sales=1)
    quarter = product(mall, 24 * 80, sales=99)
    month = product(mall, 24 * 20, sales=50)
    category = area(mall, "best", 4)
    assert refresh(category) == [[today, week, month, quarter]]
    assert [one["window"] for one in reasons(mall, category)] == ["24h", "7d", "30d", "90d"]
    assert [one["rank"] for one in reasons(mall, category)] == [1, 2, 3, 4]


def test_best_orders_by_sales_then_conversion_then_revenue_per_visit_then_newer(mall, refresh):
    """R3.67; x / 0 = 0; ties go to the newer product number."""
    few_visits = product(mall, sales=2, visits=4)
    many_visits = product(mall, sales=2, visits=8)
    richer = product(mall, sales=2, visits=8, revenue=900)
    no_visits = product(mall, sales=2)
    twin = product(mall, sales=2)
    most = product(mall, sales=3)
    assert refresh(area(mall, "best", 6)) == [[most, few_visits, richer, many_visits, twin, no_visits]]


def test_trend_orders_by_views_then_cart_rate_then_revenue_per_visit(mall, refresh):
    """R3.68."""
    plain = product(mall, views=4)
    carted = product(mall, views=4, cart_adds=1)
    rich = product(mall, views=4, visits=1, revenue=10)
    most = product(mall, views=5)
    older_but_more = product(mall, 24 * 5, views=50)
    assert refresh(area(mall, "trend", 5)) == [[most, carted, rich, plain, older_but_more]]


def test_trend_does_not_look_further_back_than_a_month(mall, refresh):
    product(mall, 24 * 40, views=50)
    assert refresh(area(mall, "trend", 5)) == [[]]


def test_new_orders_by_registration_day_then_sales_then_cart_rate_in_30_days(mall, refresh):
    """R3.65, R3.57 to R3.59: the day, not the hour; figures of 30 days on both rungs."""
    day = ago(days=3).replace(hour=1)
    early = product(mall, created_at=day)
    late_same_day = product(mall, created_at=day + dt.timedelta(hours=5))
    sold = product(mall, 24 * 2, created_at=day, sales=1)
    carted = product(mall, 24 * 2, created_at=day, views=2, cart_adds=1)
    month = product(mall, created_at=ago(days=20), sales=99)
    product(mall, created_at=ago(days=31) - dt.timedelta(hours=24), sales=99)
    category = area(mall, "new", 5)
    assert refresh(category) == [[sold, carted, late_same_day, early, month]]
    assert [one["window"] for one in reasons(mall, category)] == ["7d"] * 4 + ["30d"]


@pytest.mark.parametrize(("created_at", "window"), [(0, "7d"), (-1, "30d")])
def test_the_edge_of_seven_days_is_midnight_in_seoul(mall, refresh, created_at, window):
    edge = SLOT.replace(hour=0) - dt.timedelta(days=7)
    product(mall, created_at=edge + dt.timedelta(seconds=created_at))
    category = area(mall, "new", 1)
    refresh(category)
    assert [one["window"] for one in reasons(mall, category)] == [window]


def test_recommended_orders_by_the_mean_of_two_percent_ranks(mall, refresh):
    """R3.66: revenue per visit ranks 0, 0.5, 1; conversion ranks 1, 0, 0.5."""
    one = product(mall, visits=10, sales=5, revenue=10)
    two = product(mall, visits=10, sales=1, revenue=20)
    three = product(mall, visits=10, sales=2, revenue=30)
    category = area(mall, "recommended", 3)
    assert refresh(category) == [[three, one, two]]
    assert [one["score"] for one in reasons(mall, category)] == [0.75, 0.5, 0.25]


def test_a_single_product_has_percent_rank_zero_and_needs_a_visit(mall, refresh):
    only = product(mall, visits=1)
    product(mall, views=9)
    category = area(mall, "recommended", 3)
    assert refresh(category) == [[only]]
    assert reasons(mall, category)[0]["score"] == 0


# --- Sold out and pins ----------------------------------------------------------------------------------------


def test_rule_b_puts_sold_out_products_after_all_windows_and_rule_n_leaves_them(mall, refresh):
    gone = product(mall, sales=9, sold_out=True)
    old = product(mall, 24 * 80, sales=1)
    b, n = area(mall, "best", 1, rule="B"), area(mall, "trend", 1, group=3)
    assert refresh(b, n)[0] == [old]
    with tenancy.mall(mall.pk):
        MainCategory.objects.filter(pk=b.pk).update(sold_out="N")
    refresh_malls([mall.pk], SLOT + dt.timedelta(hours=2))
    assert placed(b) == [gone]


def test_a_product_is_sold_out_only_when_every_variant_is_tracked_and_empty(mall, refresh):
    half = product(mall, sales=9, sold_out=True)
    with tenancy.mall(mall.pk):
        Variant.objects.create(product_id=half, position=1, option_values=["L"], tracks_stock=False, stock=0)
    other = product(mall, sales=1)
    assert refresh(area(mall, "best", 2, rule="B")) == [[half, other]]


def test_pins_keep_their_places_and_count_among_the_slots(mall, refresh):
    category = area(mall, "best", 3)
    pinned = product(mall)
    pin_at(category, pinned, 1)
    ids = [product(mall, sales=sales) for sales in (3, 2, 1)]
    assert refresh(category) == [[ids[0], pinned, ids[1]]]
    assert reasons(mall, category)[1] == {"product": pinned}


def test_a_pin_beyond_the_end_of_a_short_list_stands_at_its_end(mall, refresh):
    category = area(mall, "best", 9)
    pinned, one = product(mall), product(mall, sales=1)
    pin_at(category, pinned, 7)
    assert refresh(category) == [[one, pinned]]


def test_rule_b_beats_a_pin_and_a_hidden_pin_is_skipped_but_not_forgotten(mall, refresh):
    category = area(mall, "best", 3, rule="B")
    gone, hidden = product(mall, sold_out=True), product(mall, display=False)
    pin_at(category, gone, 0), pin_at(category, hidden, 1)
    one = product(mall, sales=1)
    refresh(category)
    with tenancy.mall(mall.pk):
        assert DisplayRun.objects.get(slot_at=SLOT).products == [one, gone]
        ProductListing.objects.filter(product_id=hidden).update(display=True)
    refresh_malls([mall.pk], SLOT + dt.timedelta(hours=2))
    assert placed(category) == [one, hidden, gone]


# --- Too few products (R3.53, R3.69) --------------------------------------------------------------------------


def test_few_products_are_shared_out_in_turns(mall, refresh):
    """R3.69: three products for four slots; areas take turns in display order, none twice."""
    ids = [product(mall, sales=sales, views=sales) for sales in (3, 2, 1)]
    best, trend = area(mall, "best", 2, group=2), area(mall, "trend", 2, group=3)
    assert refresh(best, trend) == [[ids[0], ids[2]], [ids[1]]]
    with tenancy.mall(mall.pk):
        assert set(DisplayRun.objects.values_list("is_distributed", flat=True)) == {True}


def test_with_enough_products_areas_may_share_one(mall, refresh):
    ids = [product(mall, sales=sales, views=sales) for sales in (4, 3, 2, 1)]
    best, trend = area(mall, "best", 2, group=2), area(mall, "trend", 2, group=3)
    assert refresh(best, trend) == [ids[:2], ids[:2]]


def test_a_pin_is_taken_by_its_area(mall, refresh):
    best, trend = area(mall, "best", 2, group=2), area(mall, "trend", 2, group=3)
    pinned = product(mall, sales=9, views=9)
    pin_at(trend, pinned, 0)
    other = product(mall, sales=1, views=1)
    assert refresh(best, trend) == [[other], [pinned]]


def test_an_area_that_gets_nothing_stays_as_it_was_and_gives_its_slots_to_nobody(mall, refresh):
    """R3.53."""
    best, trend = area(mall, "best", 1, group=2), area(mall, "trend", 1, group=3)
    old = product(mall)
    with tenancy.mall(mall.pk):
        trend.placements.create(product_id=old, position=0)
    only, other = product(mall, sales=2), product(mall, sales=1)
    assert refresh(best, trend) == [[only], [old]]
    assert other not in placed(best)


# --- Shops, stale slots, preview --------------------------------------------------------------------------------


def test_each_shop_has_its_own_figures_and_areas(mall, refresh):
    Shop.objects.create(mall=mall, shop_no=2, name="EN", language="en", currency="USD")
    home = product(mall, sales=1)
    with tenancy.mall(mall.pk):
        abroad = make_offer(offer(sales=5), shop_no=2).pk
    one, two = area(mall, "best", 3), area(mall, "best", 3, shop_no=2, name="Best Sellers")
    assert refresh(one, two) == [[home], [abroad]]


def test_price_text_and_category_of_a_product_are_never_touched(mall, refresh):
    """R3.51, R3.75."""
    product(mall, sales=1)
    with tenancy.mall(mall.pk):
        before = list(Product.objects.values()), list(ProductListing.objects.values())
    refresh(area(mall, "best", 3))
    with tenancy.mall(mall.pk):
        assert (list(Product.objects.values()), list(ProductListing.objects.values())) == before


def test_the_preview_says_what_the_slot_then_does_and_writes_nothing(mall, refresh):
    ids = [product(mall, sales=sales, visits=2, views=3) for sales in (3, 2)]
    best, recommended = area(mall, "best", 1), area(mall, "recommended", 1, group=3)
    said = {run.main_category_id: (run.products, run.reasons) for run in preview(mall.pk, SLOT)}
    assert placed(best) == []
    with tenancy.mall(mall.pk):
        assert not DisplayRun.objects.exists()
    assert refresh(best, recommended) == [[ids[0]], [ids[0]]]
    with tenancy.mall(mall.pk):
        runs = DisplayRun.objects.all()
        assert said == {run.main_category_id: (run.products, run.reasons) for run in runs}
