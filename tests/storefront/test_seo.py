"""What a store tells search engines stands in the heads of its pages (products, categories and boards/{no}/seo)."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client

from accounts import tenancy
from accounts.models import Mall
from catalog.domain.categories import add_category
from catalog.domain.set_seo import set_category_seo, set_product_seo
from orders.domain.boards.settings import change_board, set_board_seo
from orders.models import BoardNo
from tests.factories_catalog import make_product
from tests.orders.shop import SYSTEM
from tests.orders.writing import make_article

WORDS = {"title": "Best <cups>", "author": "Potter", "description": "All of clay", "keywords": "cup, clay"}


@pytest.fixture
def shopper(committed, mall) -> Client:
    return Client(HTTP_HOST=f"{mall.host}.{settings.MALL_DOMAIN}")


def head_of(shopper: Client, path: str) -> dict[str, str]:
    page = shopper.get(path).content.decode()
    found = dict(re.findall(r'<meta (?:name|property)="([^"]+)"\s+content="([^"]*)"', page))
    (found["<title>"],) = re.findall(r"<title>(.*?)</title>", page, re.DOTALL)
    return found


@pytest.mark.parametrize("kind", ["category", "product"])
def test_the_head_says_what_the_store_wants_and_each_change_shows_with_the_next_request(
    shopper, mall: Mall, kind, django_assert_num_queries
):
    with tenancy.mall(mall.pk):
        row = add_category("Cups", parent_id=None, actor=SYSTEM) if kind == "category" else make_product("Cups")
    write = set_category_seo if kind == "category" else set_product_seo
    path = f"/{kind}/x/{row.pk}/"
    before = head_of(shopper, path)
    assert before["<title>"] == f"Cups · {mall.name}"
    assert not {"robots", "keywords", "author"} & set(before)
    with tenancy.mall(mall.pk):
        assert write(row.pk, 1, WORDS, actor=SYSTEM)
        assert not write(row.pk, 1, WORDS, actor=SYSTEM)
        write(row.pk, 2, {"title": "Another shop"}, actor=SYSTEM)
    after = head_of(shopper, path)
    with django_assert_num_queries(0):
        assert head_of(shopper, path) == after
    assert after["<title>"] == after["og:title"] == "Best &lt;cups&gt;"
    assert (after["author"], after["keywords"]) == ("Potter", "cup, clay")
    assert after["description"] == after["og:description"] == "All of clay"
    assert "robots" not in after
    with tenancy.mall(mall.pk):
        write(row.pk, 1, {"is_exposed": False}, actor=SYSTEM)
    assert head_of(shopper, path)["robots"] == "noindex"


def test_what_is_hidden_from_search_engines_is_not_in_the_sitemap_of_that_shop(shopper, mall: Mall):
    with tenancy.mall(mall.pk):
        rows = {name: (make_product(name), add_category(name, parent_id=None, actor=SYSTEM)) for name in ("Aa", "Bb")}
        for write, row in zip((set_product_seo, set_category_seo), rows["Aa"], strict=True):
            write(row.pk, 1, {"is_exposed": False}, actor=SYSTEM)
        for write, row in zip((set_product_seo, set_category_seo), rows["Bb"], strict=True):
            write(row.pk, 2, {"is_exposed": False}, actor=SYSTEM)
    sitemap = shopper.get("/sitemap.xml").content.decode()
    product, category = rows["Bb"]
    assert re.findall(r"/(category|product)/[^/]+/(\d+)/", sitemap) == [
        ("category", str(category.pk)),
        ("product", str(product.pk)),
    ]


def test_the_alternative_text_is_for_a_picture_that_has_none_of_its_own(shopper, mall: Mall):
    with tenancy.mall(mall.pk):
        product = make_product("Cups", image=True)
        set_product_seo(product.pk, 1, {"alt": "A blue cup"}, actor=SYSTEM)
    path = f"/product/x/{product.pk}/"
    assert 'alt="A blue cup"' in shopper.get(path).content.decode()
    with tenancy.mall(mall.pk):
        product.images.update(alt="A cup from above")
        set_product_seo(product.pk, 1, {"author": "x"}, actor=SYSTEM)
    assert 'alt="A cup from above"' in shopper.get(path).content.decode()


def test_words_in_brackets_stand_for_words_of_the_board_and_the_post(shopper, mall: Mall):
    with tenancy.mall(mall.pk):
        review = make_article(title="Very soft", content="I wear it daily")
        change_board(1, BoardNo.REVIEW, {"name": "Voices", "guide": "Say it"}, actor=SYSTEM)
    path = "/board/4/"
    assert head_of(shopper, path)["<title>"] == f"Voices · {mall.name}"
    words = {
        "title": "[ARTICLE_TITLE] [BOARD_NAME] - [MALL_NAME]",
        "description": "[BOARD_GUIDE]",
        "keywords": "[MALL_NAME], voices",
        "author": "[MALL_NAME]",
    }
    with tenancy.mall(mall.pk):
        set_board_seo(1, BoardNo.REVIEW, words, actor=SYSTEM)
    head = head_of(shopper, path)
    assert head["<title>"] == f"Voices - {mall.name}"
    assert (head["description"], head["keywords"], head["author"]) == ("Say it", f"{mall.name}, voices", mall.name)
    post = head_of(shopper, f"/board/4/{review.pk}/")
    assert post["<title>"] == f"Very soft Voices - {mall.name}"
    assert post["author"] == mall.name
