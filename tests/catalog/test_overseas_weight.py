"""A product without a weight is not sold overseas, whichever way it is tried (R3.122)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import Shop
from catalog.domain.overseas_sale import WeightMissing
from catalog.domain.set_listing import ListingFacts, set_listing
from catalog.models import Product, ProductListing
from orders.queries.shipping import count_unweighed, unweighed_products
from tests.factories_catalog import make_product

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
SOLD = ListingFacts(display=True, selling=True, price=Decimal(100))


@pytest.fixture
def japan(mall) -> Shop:
    return Shop.objects.create(mall=mall, shop_no=2, name="Japan", language="ja", currency="JPY")


def test_a_listing_is_not_sold_without_a_weight_and_the_field_says_so(client, cast, mall, japan):
    with tenancy.mall(mall.pk):
        product = make_product("Cup")
        with pytest.raises(WeightMissing):
            set_listing(product.pk, japan, SOLD, actor=SYSTEM)
    cast.sign_in(client, "owner")
    address = reverse("catalog:product_listing", args=[product.pk, 2])
    response = client.post(address, {"display": "on", "selling": "on", "price": "100"})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["selling"]
    with tenancy.mall(mall.pk):
        assert not ProductListing.objects.filter(shop_no=2).exists()


def test_a_weight_that_an_overseas_shop_needs_does_not_go_by_the_form(client, cast, mall, japan):
    with tenancy.mall(mall.pk):
        product = make_product("Cup", weight_grams=100)
        set_listing(product.pk, japan, SOLD, actor=SYSTEM)
    cast.sign_in(client, "owner")
    address = reverse("catalog:product_edit", args=[product.pk])
    response = client.post(address, {"name": "Cup", "price": "12000", "weight_grams": ""})
    assert response.status_code == 422
    assert response.context["form"].errors["weight_grams"] == [
        "Japan sells this product, and overseas shipping fees need its weight. Stop selling it there first."
    ]
    with tenancy.mall(mall.pk):
        assert Product.objects.get().weight_grams == 100
        set_listing(product.pk, japan, ListingFacts(True, False, Decimal(100)), actor=SYSTEM)
    assert client.post(address, {"name": "Cup", "price": "12000", "weight_grams": ""}).status_code == 302


def test_what_is_sold_without_a_weight_is_listed_and_found_by_the_filter(client, cast, mall, japan, other_mall):
    with tenancy.mall(mall.pk):
        make_product("Weighed", weight_grams=100)
        make_product("Weightless")
        assert [product.name for product in unweighed_products(1)] == ["Weightless"]
        assert count_unweighed(1) == 1
    with tenancy.mall(other_mall.pk):
        make_product("Theirs")
    cast.sign_in(client, "owner")
    page = client.get(reverse("catalog:product_list"), {"weight": "no"})
    assert [row.name for row in page.context["rows"]] == ["Weightless"]
