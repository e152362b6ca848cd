"""Sections of the main page, categories, search, and what machines read."""

from __future__ import annotations

import re

import pytest

from accounts import tenancy
from accounts.models import Shop
from catalog.models import Category, CategoryProduct, MainCategory, MainCategoryProduct
from tests.factories_catalog import make_product

pytestmark = pytest.mark.django_db


def names_in(page: str) -> list[str]:
    return re.findall(r'<h3 class="product-name">\s*<a[^>]*>([^<]*)</a>', page)


def test_sections_show_their_products_in_place_with_sold_out_ones_last_where_told(shopper, mall):
    with tenancy.mall(mall.pk):
        one, two, three = make_product("One", stock=0), make_product("Two"), make_product("Three", display=False)
        for group, rule in ((2, "B"), (3, "N")):
            section = MainCategory.objects.create(display_group=group, name=f"Section {group}", sold_out=rule)
            for place, product in enumerate([one, two, three]):
                MainCategoryProduct.objects.create(main_category=section, product=product, position=place)
        MainCategory.objects.create(display_group=4, name="Empty section")
    page = shopper.get("/").content.decode()
    assert names_in(page) == ["Two", "One", "One", "Two", "Two", "One"]
    assert "Empty section" not in page


def test_a_category_shows_its_products_page_by_page_with_its_way_from_the_top(shopper, mall, other_mall):
    with tenancy.mall(mall.pk):
        top = Category.objects.create(name="Kitchen")
        cups = Category.objects.create(name="Cups", parent=top, depth=2)
        for number in range(30):
            CategoryProduct.objects.create(category=cups, product=make_product(f"Cup-{number:02}"), position=number)
        CategoryProduct.objects.create(category=cups, product=make_product("Hidden", display=False), position=0)
    assert 'href="/category/kitchen/' in shopper.get("/").content.decode()
    first = shopper.get(f"/category/cups/{cups.pk}/").content.decode()
    assert f'<a href="/category/kitchen/{top.pk}/">Kitchen</a>' in first
    second = shopper.get(f"/category/cups/{cups.pk}/" + re.search(r'href="(\?after=[\d-]+)"', first)[1])
    assert names_in(first) == [f"Cup-{number:02}" for number in range(24)]
    assert names_in(second.content.decode()) == [f"Cup-{number:02}" for number in range(24, 30)]
    with tenancy.mall(mall.pk):
        Category.objects.filter(pk=top.pk).update(is_displayed=False)
    assert shopper.get(f"/category/cups/{cups.pk}/?after=1-1").status_code == 404
    with tenancy.mall(other_mall.pk):
        foreign = Category.objects.create(name="Foreign")
    assert shopper.get(f"/category/x/{foreign.pk}/").status_code == 404


def test_search_finds_displayed_products_by_the_beginning_of_their_name(shopper, mall):
    with tenancy.mall(mall.pk):
        for name in ("Blue Cup", "blue bowl", "Red cup"):
            make_product(name)
        make_product("Blue secret", display=False)
    page = shopper.get("/search/", {"q": " BLUE "}).content.decode()
    assert names_in(page) == ["blue bowl", "Blue Cup"]
    assert 'value="BLUE"' in page
    assert shopper.get("/search/").status_code == 200


def test_machines_find_what_is_displayed_in_the_shop_they_ask(shopper, mall):
    Shop.objects.create(mall=mall, shop_no=2, name="Two", language="en", currency="USD")
    with tenancy.mall(mall.pk):
        product, hidden = make_product("Cup & saucer"), make_product("Hidden", display=False)
    robots = shopper.get("/robots.txt")
    assert f"Sitemap: {mall.storefront_url}/sitemap.xml" in robots.content.decode()
    assert "Disallow: /checkout/" in robots.content.decode()
    sitemap = shopper.get("/sitemap.xml").content.decode()
    assert f"<loc>{mall.storefront_url}/product/cup-saucer/{product.pk}/</loc>" in sitemap
    assert str(hidden.pk) not in re.sub(r"localhost:\d+|\d{4}-\d\d-\d\d", "", sitemap).replace(str(product.pk), "")
    assert f"<loc>{mall.storefront_url}/shop2/</loc>" in shopper.get("/shop2/sitemap.xml").content.decode()


def test_terms_and_privacy_stand_in_the_footer(shopper):
    page = shopper.get("/").content.decode()
    for path in ("/terms/", "/privacy/"):
        assert f'href="{path}"' in page
        assert shopper.get(path).status_code == 200


def test_a_browser_without_our_cookie_asks_for_its_tools_without_a_query(shopper, mall, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert shopper.get("/tools/").status_code == 204
