"""Filters, order and pages of products (wire contract 2.4, 2.7): each finds what it names and nothing else."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts import tenancy
from accounts.models import Shop
from catalog.models import Category, CategoryProduct, Product, ProductListing, Variant
from developer_center.wire import product_code
from tests.developer_center.api.test_products import error
from tests.factories_catalog import make_product

PATH = "products"
NOW = dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC)


@pytest.fixture
def shelf(mall, other_mall):
    """Three products that differ in everything, and another mall's that would match as well."""
    with tenancy.mall(other_mall.pk):
        make_product("Red cup")
    with tenancy.mall(mall.pk):
        cup = make_product("Red Cup", price=1000, weight_grams=350, stock=3)
        pot = make_product("Tea pot", price=5000, display=False, stock=40)
        box = make_product("Tea BOX", price=9000, selling=False, tracks_stock=False)
        top = Category.objects.create(name="Tea")
        below = Category.objects.create(name="Pots", parent=top, depth=2)
        CategoryProduct.objects.create(category=top, product=cup)
        CategoryProduct.objects.create(category=below, product=pot)
        kept = {"brand_code": "B000000A", "model_name": "M-1", "retail_price": "70.00", "product_tag": ["clay"]}
        kept["additional_information"] = [{"key": "k", "name": "k", "value": "v"}]
        Product.objects.filter(pk=pot.pk).update(
            app_facts=kept, code="POT-1", options=[{"name": "Size", "values": ["S"]}], updated_at=NOW
        )
        Product.objects.filter(pk=box.pk).update(created_at=NOW)
        Variant.objects.filter(product=pot).update(own_code="V-9", app_facts={"safety_inventory": 5})
        return {"cup": cup.pk, "pot": pot.pk, "box": box.pk, "top": top.pk, "below": below.pk}


CASES = [
    ({"product_no": "{cup},{box}"}, "box cup"),
    ({"product_no": "999"}, ""),
    ({"product_code": "{cup_code}"}, "cup"),
    ({"product_code": "p000000b"}, ""),
    ({"custom_product_code": "POT-1,NONE"}, "pot"),
    ({"custom_product_code": "pot-1"}, ""),
    ({"custom_variant_code": "V-9"}, "pot"),
    ({"product_name": "tea"}, "box pot"),
    ({"product_name": "ED C"}, "cup"),
    ({"product_name": "cup,box"}, "box cup"),
    ({"product_name": "%"}, ""),
    ({"display": "F"}, "pot"),
    ({"display": "T"}, "box cup"),
    ({"selling": "F"}, "box"),
    ({"price_min": "1000.01"}, "box pot"),
    ({"price_max": "5000"}, "pot cup"),
    ({"price_min": 1001, "price_max": 8999}, "pot"),
    ({"retail_price_min": 1}, "pot"),
    ({"retail_price_max": 1}, "box cup"),
    ({"supply_price_max": 0}, "box pot cup"),
    ({"supply_price_min": "0.01"}, ""),
    ({"stock_quantity_min": 4}, "pot"),
    ({"stock_quantity_max": 3}, "cup"),
    ({"stock_safety_min": 5}, "pot"),
    ({"stock_safety_max": 4}, "box cup"),
    ({"use_inventory": "F"}, "box"),
    ({"use_inventory": "T"}, "pot cup"),
    ({"product_weight": "0.35"}, "cup"),
    ({"product_weight": "0"}, "box pot"),
    ({"created_start_date": "2026-11-20", "created_end_date": "2026-11-20"}, "box"),
    ({"updated_start_date": "2026-11-20T12:00:00+09:00", "updated_end_date": "2026-11-20T12:00:00+09:00"}, "pot"),
    ({"category": "{top}"}, "cup"),
    ({"category": "{top}", "include_sub_category": "T"}, "pot cup"),
    ({"category": "{top},{below}"}, "pot cup"),
    ({"category_unapplied": "T"}, "box"),
    ({"category_unapplied": "F"}, "pot cup"),
    ({"brand_code": "B000000A"}, "pot"),
    ({"brand_code": "B0000000"}, "box cup"),
    ({"supplier_code": "S0000000"}, "box pot cup"),
    ({"supplier_code": "S000000A"}, ""),
    ({"model_name": "M-1"}, "pot"),
    ({"product_condition": "N"}, "box pot cup"),
    ({"product_condition": "U"}, ""),
    ({"product_tag": "clay,wood"}, "pot"),
    ({"additional_information_key": "k", "additional_information_value": "v"}, "pot"),
    ({"additional_information_key": "k", "additional_information_value": "w"}, ""),
    ({"option_type": "T"}, "pot"),
    ({"option_type": "C"}, ""),
    ({"product_bundle": "F"}, "box pot cup"),
    ({"product_bundle": "T"}, ""),
    ({"market_sync": "T"}, ""),
    ({"approve_status": "C"}, ""),
    ({"since_product_no": "{cup}"}, "pot box"),
    ({"since_product_no": "{cup}", "offset": 2, "limit": 1}, "pot"),
    ({"order": "asc"}, "cup pot box"),
    ({"sort": "product_name", "order": "asc"}, "cup box pot"),
    ({"sort": "updated_date", "order": "asc"}, "pot cup box"),
    ({"limit": 1, "offset": 1}, "pot"),
    ({"nonsense": "1"}, "box pot cup"),
]


@pytest.mark.parametrize(("query", "expected"), CASES)
def test_a_filter_leaves_what_it_names(api, shelf, query, expected):
    values = {**shelf, "cup_code": product_code(shelf["cup"])}
    query = {name: str(value).format(**values) for name, value in query.items()}
    names = {shelf[name]: name for name in ("cup", "pot", "box")}
    rows = api.get(PATH, query).json()["products"]
    assert " ".join(names[row["product_no"]] for row in rows) == expected
    if not {"limit", "offset"} & query.keys():
        assert api.get(f"{PATH}/count", query).json() == {"count": len(expected.split())}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"display": "Y"}, "display"),
        ({"product_no": "seven"}, "product_no"),
        ({"price_min": "cheap"}, "price_min"),
        ({"created_start_date": "2026-01-01"}, "created_end_date"),
        ({"updated_start_date": "2026-01-02", "updated_end_date": "2026-01-01"}, "updated_end_date"),
        ({"sort": "size"}, "sort"),
        ({"limit": 101}, "limit"),
        ({"limit": 0}, "limit"),
        ({"offset": 5001}, "offset"),
        ({"product_no": ",".join(["1"] * 101)}, "product_no"),
    ],
)
def test_a_wrong_filter_is_422_with_its_name(api, query, field):
    response = api.get(PATH, query)
    assert response.status_code == 422
    assert error(response).endswith(f"(parameter.{field})")


def test_ten_products_without_a_word(api, mall):
    with tenancy.mall(mall.pk):
        for number in range(12):
            make_product(f"Cup {number}")
    names = [row["product_name"] for row in api.get(PATH).json()["products"]]
    assert names == [f"Cup {number}" for number in range(11, 1, -1)]


def test_another_shop_is_searched_by_its_own_names_and_prices(api, mall):
    Shop.objects.create(mall=mall, shop_no=2, name="Overseas", language="en", currency="USD", exchange_rate=1000)
    with tenancy.mall(mall.pk):
        cup, pot = make_product("Cup"), make_product("Pot")
        ProductListing.objects.create(
            product=cup, shop_no=2, price=Decimal("7.50"), display=True, texts={"name": "Mug"}
        )
    found = {
        "mug": [cup.pk],
        "cup": [],
        "pot": [pot.pk],
    }
    for name, expected in found.items():
        rows = api.get(PATH, {"shop_no": 2, "product_name": name}).json()["products"]
        assert [row["product_no"] for row in rows] == expected
    assert [row["product_no"] for row in api.get(PATH, {"shop_no": 2, "display": "F"}).json()["products"]] == [pot.pk]
    assert [row["product_no"] for row in api.get(PATH, {"shop_no": 2, "price_max": 8}).json()["products"]] == [cup.pk]


def test_a_product_that_changed_is_found_by_the_time_of_the_change(api, mall):
    with tenancy.mall(mall.pk):
        number = make_product().pk
        Product.objects.update(updated_at=NOW)
    since = timezone.now().isoformat()
    period = {"updated_start_date": since, "updated_end_date": "2999-01-01"}
    assert api.get(PATH, period).json() == {"products": []}
    assert api.put(f"{PATH}/{number}", {"selling": "F"}).status_code == 200
    assert [row["product_no"] for row in api.get(PATH, period).json()["products"]] == [number]
