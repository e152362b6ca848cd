"""The merchant says in the forms of products, shops, categories and boards what search engines are told of them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import Shop
from catalog.domain.categories import add_category
from catalog.models import Category, Product
from orders.models import BoardNo
from orders.queries.boards import board_of
from tests.factories_catalog import make_product

pytestmark = pytest.mark.django_db
OWN = {"title": "Cups", "author": "Potter", "description": "All of clay", "keywords": "cup, clay", "is_exposed": False}
PRODUCT = {"name": "Cup", "price": "12000", "weight_grams": "300"}


def typed(shop_no: int, **more: str) -> dict[str, str]:
    values = {"title": "Cups", "author": "Potter", "description": "All of clay", "keywords": "cup, clay"} | more
    return {f"seo_{shop_no}-{name}": value for name, value in values.items()}


def test_a_category_has_a_part_for_each_shop_and_keeps_what_each_says(client, cast, mall):
    with tenancy.mall(mall.pk):
        category = add_category("Cups", parent_id=None, actor=Actor.system())
    Shop.objects.create(mall=mall, shop_no=2, language="en", currency="USD", name="Overseas")
    cast.sign_in(client, "owner")
    address = reverse("catalog:category_edit", args=[category.pk])
    names = {"name": "Cups", "is_displayed": "on"}
    assert client.post(address, names | typed(1, is_hidden="on") | {"seo_2-title": "Mugs"}).status_code == 302
    with tenancy.mall(mall.pk):
        assert Category.objects.get().seo == {"1": OWN, "2": {"title": "Mugs"}}
    page = client.get(address).content.decode()
    assert 'value="Mugs"' in page
    assert "Search engines changed" in page
    assert client.post(address, names).status_code == 302
    with tenancy.mall(mall.pk):
        assert Category.objects.get().seo == {}


def test_a_text_that_is_too_long_is_told_and_nothing_is_saved(client, cast, mall):
    with tenancy.mall(mall.pk):
        category, product = add_category("Cups", parent_id=None, actor=Actor.system()), make_product()
    cast.sign_in(client, "owner")
    pages = {
        reverse("catalog:category_edit", args=[category.pk]): {"name": "Mugs"},
        reverse("catalog:product_edit", args=[product.pk]): PRODUCT | {"name": "Mugs"},
        reverse("orders:board_edit", args=[4]): {"name": "Mugs", "page_size": "20", "product_page_size": "5"},
    }
    for address, values in pages.items():
        response = client.post(address, values | {"seo_1-title": "x" * 201})
        assert response.status_code == 422
        assert "#id_seo_1-title" in response.content.decode()
    with tenancy.mall(mall.pk):
        assert [Category.objects.get().name, Product.objects.get().name] == ["Cups", "Cup"]
        assert board_of(1, BoardNo.REVIEW).pk is None


def test_a_product_says_it_in_the_base_shop_and_in_its_listings(client, cast, mall):
    cast.sign_in(client, "owner")
    Shop.objects.create(mall=mall, shop_no=2, language="en", currency="USD", name="Overseas")
    client.post(reverse("catalog:product_new"), PRODUCT | typed(1, is_hidden="on"))
    with tenancy.mall(mall.pk):
        product = Product.objects.get()
        assert product.seo == {"1": OWN}
    client.post(reverse("catalog:product_edit", args=[product.pk]), PRODUCT | {"seo_1-title": "Mugs"})
    listing = {"price": "9.00", "seo_2-title": "Cups overseas"}
    client.post(reverse("catalog:product_listing", args=[product.pk, 2]), listing)
    with tenancy.mall(mall.pk):
        assert Product.objects.get().seo == {"1": {"title": "Mugs"}, "2": {"title": "Cups overseas"}}


def test_a_board_says_it_too_and_has_nothing_to_hide(client, cast, mall):
    cast.sign_in(client, "owner")
    address = reverse("orders:board_edit", args=[4])
    board = {"name": "Voices", "page_size": "20", "product_page_size": "5"}
    client.post(address, board | typed(1, title="[BOARD_NAME]", is_hidden="on"))
    with tenancy.mall(mall.pk):
        kept = board_of(1, BoardNo.REVIEW)
        assert kept.seo == {name: OWN[name] for name in ("author", "description", "keywords")} | {
            "title": "[BOARD_NAME]"
        }
    page = client.get(address).content.decode()
    assert "[ARTICLE_TITLE]" in page
    assert "is_hidden" not in page
