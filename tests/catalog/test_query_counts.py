"""Pages that change one thing: as many queries with three of everything around it as with one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import Shop
from catalog.domain.categories import add_category, change_category
from catalog.domain.change_prices import PriceRule, change_prices
from catalog.domain.create_product import create_product
from catalog.domain.facts import ProductFacts
from catalog.domain.main_categories import add_main_category, change_main_category
from catalog.domain.main_products import add_main_products
from catalog.domain.options import ExtraInput, Option
from catalog.domain.place_in_categories import set_categories
from catalog.models import ProductImage, ProductImport, ProductImportError, ProductListing
from tests.factories_catalog import make_product

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()


def fill(mall, count: int) -> dict[str, list[int]]:
    """One product, category, section and import, each with `count` of whatever belongs to it; their addresses."""
    for number in range(count):
        Shop.objects.create(mall=mall, shop_no=number + 2, name="Shop", language="en", currency="USD")
    with tenancy.mall(mall.pk):
        options = (Option("Size", ("S", "M", "L")[:count]),)
        inputs = tuple(ExtraInput(f"Text {number}") for number in range(count))
        facts = ProductFacts("Shirt", Decimal(5000), display=True, options=options, extra_inputs=inputs)
        product = create_product(facts, stock=5, actor=SYSTEM)
        top = add_category("Tops", parent_id=None, actor=SYSTEM)
        below = [add_category(f"Sub {number}", parent_id=top.pk, actor=SYSTEM) for number in range(count)]
        set_categories(product.pk, [row.pk for row in below], actor=SYSTEM)
        section = add_main_category("Best", shop_no=1, actor=SYSTEM)
        sheet = ProductImport(file_name="a.csv", path="x", user_id=1)
        sheet.save()
        for number in range(count):
            ProductImage.objects.create(product=product, position=number, stem=f"x{number}", width=1, height=1)
            ProductListing.objects.create(product=product, shop_no=number + 2, price=1)
            change_prices([product.pk], PriceRule("amount", Decimal(100)), actor=SYSTEM)
            change_category(top.pk, name=f"Tops {number}", names={}, is_displayed=True, actor=SYSTEM)
            change_main_category(section.pk, {"name": f"Best {number}"}, actor=SYSTEM)
            ProductImportError(product_import=sheet, row_no=number, field="Price", text="bad").save()
            add_main_products(section.pk, [make_product(f"Placed {number}", image=True).pk], actor=SYSTEM)
            picked = make_product(f"To be picked {number}", image=True)
            set_categories(picked.pk, [top.pk], actor=SYSTEM)
    return {
        "product": [product.pk],
        "listing": [product.pk, 2],
        "category": [top.pk],
        "section": [section.pk],
        "sheet": [sheet.pk],
    }


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("name", "what", "queries"),
    [
        ("catalog:product_edit", "product", 16),
        ("catalog:product_delete", "product", 8),
        ("catalog:product_listing", "listing", 16),
        ("catalog:category_edit", "category", 11),
        ("catalog:category_delete", "category", 10),
        ("catalog:import_detail", "sheet", 10),
        ("catalog_display:main_edit", "section", 14),
        ("catalog_display:main_delete", "section", 8),
    ],
)
def test_a_page_asks_as_often_for_three_of_everything_as_for_one(
    client, cast, mall, name, what, queries, count, django_assert_num_queries
):
    address = reverse(name, args=fill(mall, count)[what])
    cast.sign_in(client, "owner")
    client.get(address)
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_a_cold_category_page_of_the_store_asks_as_often_for_three_products_as_for_one(
    mall, count, django_assert_num_queries
):
    (category_id,) = fill(mall, count)["category"]
    shopper = Client(HTTP_HOST=f"{mall.host}.{settings.MALL_DOMAIN}")
    address = f"/category/tops/{category_id}/"
    shopper.get(address)
    caches["pages"].clear()
    with django_assert_num_queries(11):  # one of them for the scripts of apps
        response = shopper.get(address)
    assert response.content.decode().count("To be picked") >= count
