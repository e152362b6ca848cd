"""Shoppers see what products wear: in lists and on the product's page, while its period lasts; warm pages stay free."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from accounts import tenancy
from accounts.models import Mall
from accounts.shop_hosts import forget_mall_pages
from catalog.domain.categories import add_category
from catalog.domain.decorations import Outfit, Worn, add_decoration, delete_decoration, dress_product
from catalog.models import CategoryProduct, ProductDecoration
from catalog.pictures import read_picture
from tests.catalog.dressing import ICON, IMAGE, make_decoration, wear
from tests.factories_catalog import make_product, picture_bytes, upload
from tests.orders.shop import SYSTEM

OVER_THE_PICTURE = re.compile(r'<img class="product-mark is-(\S+)"\s+src="[^"]+"\s+alt="([^"]*)"')


@pytest.fixture
def shopper(committed, mall) -> Client:
    return Client(HTTP_HOST=f"{mall.host}.{settings.MALL_DOMAIN}")


def seen(shopper: Client, path: str) -> list[tuple[str, str]]:
    return OVER_THE_PICTURE.findall(shopper.get(path).content.decode())


def icons(shopper: Client, path: str) -> list[str]:
    parts = re.findall(r'<p class="product-icons">(.*?)</p>', shopper.get(path).content.decode(), re.DOTALL)
    return re.findall(r'alt="([^"]*)"', "".join(parts))


def test_they_show_in_lists_and_on_the_page_and_each_change_shows_with_the_next_request(
    shopper, mall: Mall, django_assert_num_queries
):
    with tenancy.mall(mall.pk):
        product, category = make_product("Cup"), add_category("Cups", parent_id=None, actor=SYSTEM)
        CategoryProduct.objects.create(category=category, product=product)
        mark, icon = make_decoration(IMAGE, "New"), make_decoration(ICON, "Best")
    pages = ["/", f"/product/cup/{product.pk}/", f"/category/cups/{category.pk}/"]
    assert [seen(shopper, page) for page in pages] == [[], [], []]
    with tenancy.mall(mall.pk):
        dress_product(product.pk, 1, IMAGE, Outfit((Worn(mark.pk, "R", "B"),)), actor=SYSTEM)
        wear(product.pk, icon, kind=ICON)
    assert [seen(shopper, page) for page in pages] == [[("B-R", "New")]] * 3
    with django_assert_num_queries(0):
        assert [icons(shopper, page) for page in pages] == [["Best"]] * 3
    assert seen(shopper, "/search/?q=Cup") == [("B-R", "New")]
    with tenancy.mall(mall.pk):
        delete_decoration(mark.pk, actor=SYSTEM)
    assert [seen(shopper, page) for page in pages] == [[], [], []]
    assert icons(shopper, "/") == ["Best"]


def test_they_show_in_their_shop_and_while_their_period_lasts(shopper, mall: Mall):
    now = timezone.now()
    day = dt.timedelta(days=1)
    with tenancy.mall(mall.pk):
        for name, begins in (("Before", now + day), ("Now", now - day), ("Over", now - 3 * day)):
            wear(make_product(name).pk, make_decoration(name=name), starts_at=begins, ends_at=begins + 2 * day)
        wear(make_product("Elsewhere").pk, make_decoration(name="Elsewhere"), shop_no=2)
    assert seen(shopper, "/") == [("T-L", "Now")]
    with tenancy.mall(mall.pk):
        ProductDecoration.objects.filter(decoration__name="Before").update(starts_at=now)
        forget_mall_pages()
    assert sorted(seen(shopper, "/")) == [("T-L", "Before"), ("T-L", "Now")]


def test_a_list_runs_the_same_queries_however_many_products_wear_something(shopper, mall, django_assert_num_queries):
    counted = []
    for more in (1, 2):
        with tenancy.mall(mall.pk):
            for number in range(more):
                wear(make_product(f"Cup {more} {number}").pk, make_decoration(name=f"M{more}{number}"))
            forget_mall_pages()
        with django_assert_num_queries(10) as found:
            assert len(seen(shopper, "/")) == 2 * more - 1
        counted.append(len(found))
    assert counted == [10, 10]


def test_the_files_of_a_decoration_go_with_it(shopper, mall: Mall):
    with tenancy.mall(mall.pk):
        made = add_decoration(ICON, "Best", read_picture(upload(picture_bytes())), actor=SYSTEM)
        assert [default_storage.exists(path) for path in made.paths] == [True, True]
    with tenancy.mall(mall.pk):
        delete_decoration(made.pk, actor=SYSTEM)
    assert [default_storage.exists(path) for path in made.paths] == [False, False]
