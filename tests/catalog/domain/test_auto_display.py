"""The mall's own automatic display."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from accounts.audit import Actor
from accounts.models import Shop
from catalog.domain.auto_display import SEOUL, refresh_category, with_pins
from catalog.domain.main_categories import add_main_category, add_standard_main_categories, change_main_category
from catalog.domain.main_products import add_main_products, pin_main_product
from catalog.models import MainCategory, ProductStatDay, ProductStatHour
from catalog.queries.display import main_sections
from tests.factories_catalog import make_product

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()


def section(**values) -> MainCategory:
    category = add_main_category("Best", shop_no=1, actor=SYSTEM)
    return change_main_category(category.pk, {"auto_display": True, "auto_hours": [6]} | values, actor=SYSTEM)


def day_figures(product, **figures) -> None:
    day = timezone.now().astimezone(SEOUL).date() - dt.timedelta(days=1)
    ProductStatDay.objects.create(shop_no=1, product_id=product.pk, day=day, **figures)


def test_products_are_ranked_by_figures_of_the_period_and_ties_go_to_the_newer(inside):
    first, second, third, fourth = (make_product(name) for name in "abcd")
    day_figures(first, sales=3, visits=100, views=9)
    day_figures(second, sales=9, visits=1000, views=5)
    category = section(auto_sort="orders")
    at = timezone.now()
    assert refresh_category(category.pk, at, actor=SYSTEM) == [second.pk, first.pk, fourth.pk, third.pk]
    change_main_category(category.pk, {"auto_sort": "order_rate", "auto_most": 2}, actor=SYSTEM)
    assert refresh_category(category.pk, at, actor=SYSTEM) == [first.pk, second.pk]
    change_main_category(category.pk, {"auto_sort": "name", "auto_descending": False}, actor=SYSTEM)
    assert refresh_category(category.pk, at, actor=SYSTEM) == [first.pk, second.pk]
    assert MainCategory.objects.get(pk=category.pk).auto_refreshed_at is not None


def test_a_period_of_one_day_counts_the_24_hours_before_the_slot(inside):
    old, new = make_product("old"), make_product("new")
    slot = timezone.now().replace(minute=0, second=0, microsecond=0)
    for product, hours, views in ((old, 25, 50), (new, 24, 1), (old, 0, 70)):
        hour_at = slot - dt.timedelta(hours=hours)
        ProductStatHour.objects.create(shop_no=1, product_id=product.pk, hour_at=hour_at, views=views)
    category = section(auto_sort="views", auto_period_days=1)
    assert refresh_category(category.pk, slot, actor=SYSTEM) == [new.pk, old.pk]


def test_hidden_and_unsold_products_are_no_candidates_and_sold_out_ones_go_last_by_rule_b(inside):
    make_product("hidden", display=False)
    make_product("unsold", selling=False)
    left, gone = make_product("left"), make_product("gone", stock=0)
    category = section(auto_sort="newest", sold_out="B")
    assert refresh_category(category.pk, timezone.now(), actor=SYSTEM) == [left.pk, gone.pk]
    change_main_category(category.pk, {"sold_out": "N"}, actor=SYSTEM)
    assert refresh_category(category.pk, timezone.now(), actor=SYSTEM) == [gone.pk, left.pk]


def test_pinned_products_stay_where_they_are(inside):
    a, b, c = (make_product(name) for name in "abc")
    category = section(auto_sort="newest")
    add_main_products(category.pk, [a.pk, b.pk], actor=SYSTEM)
    pin_main_product(category.pk, a.pk, is_pinned=True, actor=SYSTEM)  # at the second place
    assert refresh_category(category.pk, timezone.now(), actor=SYSTEM) == [c.pk, a.pk, b.pk]
    assert category.placements.get(product=a).is_pinned


@pytest.mark.parametrize(
    ("ranked", "pinned", "most", "expected"),
    [
        ([1, 2, 3], {}, 2, [1, 2]),
        ([1, 2, 3], {9: 1}, 3, [1, 9, 2]),
        ([1], {9: 5, 8: 7}, 10, [1, 9, 8]),
        ([1, 2], {9: 0, 8: 1}, 2, [9, 8]),
        ([], {9: 3}, 5, [9]),
    ],
)
def test_pins_take_their_places_and_count(ranked, pinned, most, expected):
    assert with_pins(ranked, pinned, most) == expected


def test_a_category_without_candidates_stays_as_it_was(inside):
    only = make_product("only", selling=False)
    category = section()
    add_main_products(category.pk, [only.pk], actor=SYSTEM)
    assert refresh_category(category.pk, timezone.now(), actor=SYSTEM) == [only.pk]


def test_a_new_mall_gets_the_four_standard_sections_once_in_its_language(inside):
    shop = Shop.objects.get(mall=inside)
    assert add_standard_main_categories(shop, actor=SYSTEM) == 4
    assert add_standard_main_categories(shop, actor=SYSTEM) == 0
    found = MainCategory.objects.order_by("position").values_list("display_group", "name")
    assert list(found) == [(2, "추천상품"), (3, "신상품"), (4, "베스트상품"), (5, "트렌드상품")]


@pytest.mark.parametrize("count", [1, 3])
def test_sections_are_two_queries_and_show_what_is_displayed(inside, count, django_assert_num_queries):
    for number in range(count):
        category = add_main_category(f"Section {number}", shop_no=1, actor=SYSTEM)
        change_main_category(category.pk, {"display_count": 2, "sold_out": "B"}, actor=SYSTEM)
        names = [f"s{number}a", f"s{number}b", f"s{number}c"]
        products = [make_product(name) for name in names] + [make_product("hidden", display=False)]
        products += [make_product("gone", stock=0)]
        add_main_products(category.pk, [product.pk for product in products], actor=SYSTEM)
    add_main_category("Empty", shop_no=1, actor=SYSTEM)
    with django_assert_num_queries(2):
        sections = main_sections(1)
    shown = [(found.name, [row.name for row in found.products]) for found in sections]
    assert shown == [(f"Section {number}", [f"s{number}c", f"s{number}b"]) for number in range(count)]
