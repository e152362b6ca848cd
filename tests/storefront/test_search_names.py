"""Search finds the names that a shop gives its products itself, from indexes that are made for it (design 3.5)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, connections

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import Mall, Shop
from accounts.paging import keyset_page
from accounts.tenancy import current_mall_id
from catalog.domain.set_listing import ListingFacts, set_listing
from catalog.models import Product, ProductListing
from catalog.queries import PRODUCT_KEYS
from storefront.queries.lists import found_products
from tests.factories import MallFactory
from tests.factories_catalog import make_product

PRODUCTS = 20_000
SYSTEM = Actor.system()


def second_shop(mall: Mall, shop_no: int = 2) -> Shop:
    return Shop.objects.create(mall=mall, shop_no=shop_no, name=f"Shop {shop_no}", language="ja", currency="JPY")


def listed(shop: Shop, base_name: str, own_name: str, *, display: bool = True) -> Product:
    product = make_product(base_name, weight_grams=100)
    set_listing(product.pk, shop, ListingFacts(display, True, Decimal(100), {"name": own_name}), actor=SYSTEM)
    return product


def found(shop: Shop, text: str) -> list[str]:
    return [row.name for row in found_products(shop, text).order_by("-pk")]


@pytest.mark.django_db
def test_a_shop_finds_its_own_names_and_the_base_names_and_no_other_shops(mall):
    japan, other = second_shop(mall), second_shop(mall, 3)
    with tenancy.mall(mall.pk):
        listed(japan, "Blue cup", "\uff21\uff2f\uff29 cup")
        listed(japan, "Aoi plate", "")
        listed(japan, "Hidden", "Aoi hidden", display=False)
        listed(other, "Elsewhere", "Aoi elsewhere")
        assert found(japan, "aoi") == ["Aoi plate", "Blue cup"]
        assert found(japan, "blue") == ["Blue cup"]
        assert found(other, "aoi") == ["Elsewhere"]
        assert found(mall.shops.get(shop_no=1), "aoi") == ["Aoi plate"]


@pytest.mark.django_db
def test_the_page_shows_the_shops_name_and_another_malls_products_stay_there(shopper, mall, other_mall):
    japan = second_shop(mall)
    with tenancy.mall(mall.pk):
        listed(japan, "Blue cup", "青いカップ")
    with tenancy.mall(other_mall.pk):
        listed(second_shop(other_mall), "Theirs", "青い皿")
    page = shopper.get("/shop2/search/", {"q": "青い"}).content.decode()
    assert "青いカップ" in page
    assert "青い皿" not in page
    assert "青いカップ" not in shopper.get("/search/", {"q": "青い"}).content.decode().replace('value="青い"', "")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["New name", ""])
def test_a_name_that_is_changed_or_taken_away_is_found_no_more(inside, name):
    japan = second_shop(inside)
    product = listed(japan, "Blue cup", "Old name")
    set_listing(product.pk, japan, ListingFacts(True, True, Decimal(100), {"name": name}), actor=SYSTEM)
    assert found(japan, "old") == []
    assert found(japan, name or "blue") == ["Blue cup"]


@pytest.mark.django_db
def test_whoever_saves_the_texts_alone_saves_the_folded_name(inside):
    japan = second_shop(inside)
    product = listed(japan, "Blue cup", "")
    listing = ProductListing.objects.get(product=product, shop_no=2)
    listing.texts = {"name": "Machine \uff2e\uff21\uff2d\uff25"}
    listing.save(update_fields=["texts"])
    assert found(japan, "machine name") == ["Blue cup"]


@pytest.fixture(scope="module")
def big_shop(django_db_setup: None, django_db_blocker: Any) -> Iterator[Shop]:
    """The second shop of a mall of 20,000 products with names of their own, beside a mall of as many."""
    with django_db_blocker.unblock():
        shops = [second_shop(MallFactory()) for _each in range(2)]
        for shop in shops:
            with tenancy.mall(shop.mall_id):
                _fill()
        with connections["migrator"].cursor() as cursor:
            cursor.execute("ANALYZE catalog_product, catalog_productlisting")
        yield shops[0]
        with connections["migrator"].cursor() as cursor:
            cursor.execute("TRUNCATE accounts_mall, accounts_user, accounts_loginidregistry, catalog_product CASCADE")
        for alias in connections:
            connections[alias].close()


def _fill() -> None:
    rows = [Product(name="x", name_folded=f"base {place:05}", price=1) for place in range(PRODUCTS)]
    products = Product.objects.bulk_create(_stamped(rows), batch_size=2000)
    listings = [
        ProductListing(product=product, shop_no=shop_no, display=True, price=1, name_folded=name)
        for place, product in enumerate(products)
        for shop_no, name in ((1, ""), (2, f"own {place:05}"))
    ]
    ProductListing.objects.bulk_create(_stamped(listings), batch_size=2000)


def _stamped(rows: list[Any]) -> list[Any]:
    for row in rows:
        row.mall_id = current_mall_id()
    return rows


def explain(shop: Shop, text: str) -> dict[str, Any]:
    """The plan of the first page of a search, with what it really read."""
    sql, values = found_products(shop, text).order_by("-pk")[:25].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", values)
        plan = cursor.fetchone()[0]
    return (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


@pytest.mark.slow
@pytest.mark.parametrize("text", ["own 0123", "base 0123", "own 01234", "nothing"])
def test_a_search_reads_its_hits_from_the_indexes_and_no_more(big_shop, db, text):
    with tenancy.mall(big_shop.mall_id):
        plan = explain(big_shop, text)
        hits = found_products(big_shop, text).count()
    used = {node["Index Name"] for node in nodes(plan) if "Index Name" in node}
    assert {"listing_by_own_name", "product_by_name"} <= used
    assert not [node["Relation Name"] for node in nodes(plan) if node["Node Type"] == "Seq Scan"]
    for node in nodes(plan):
        if node.get("Index Name") in {"listing_by_own_name", "product_by_name"}:
            assert node["Actual Rows"] * node["Actual Loops"] <= hits
            assert "mall_id" in node["Index Cond"]
            assert re.search(r"name_folded\)?(::text)? >= '", node["Index Cond"])


@pytest.mark.slow
def test_pages_of_a_search_go_on_by_key(big_shop, db, rf):
    with tenancy.mall(big_shop.mall_id):
        rows = found_products(big_shop, "own 0123")
        first = keyset_page(rows, rf.get("/").GET, size=4, keys=PRODUCT_KEYS)
        second = keyset_page(rows, rf.get("/" + first.next_url).GET, size=4, keys=PRODUCT_KEYS)
        names = [row.name_folded for row in [*first, *second]]
    assert names == [f"base {place:05}" for place in range(1239, 1231, -1)]
