"""An overseas shop tells shoppers of the coupon that PRO made for first orders (R3.8, design 11)."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import Mall, Shop
from catalog.models import ProductListing
from orders.domain.promotions import end_promotion
from orders.models import Discount
from pro.domain.scope_lines import add_missing_lines
from tests.factories import MallFactory
from tests.factories_catalog import make_product
from tests.pro.factories import make_contract
from tests.pro.operations.running import outcome

SHOPS = [(2, "en", "USD", Decimal(1300)), (3, "ja", "JPY", Decimal("9.1"))]
STRIP = re.compile(r'<aside class="store-offer".*?</aside>', re.DOTALL)
SYSTEM = Actor.system()


@pytest.fixture
def store(committed) -> Mall:
    """A mall with a base shop in Korean and two overseas shops, each with a product; PRO made its coupons."""
    mall = MallFactory()
    add_missing_lines("default")
    make_contract(mall)
    for shop_no, language, currency, rate in SHOPS:
        names = {"name": language, "language": language, "currency": currency, "exchange_rate": rate}
        Shop.objects.create(mall=mall, shop_no=shop_no, **names)
    with tenancy.mall(mall.pk):
        product = make_product("머그", weight_grams=300)
        for shop_no in (2, 3):
            ProductListing.objects.create(product=product, shop_no=shop_no, display=True, selling=True, price=30)
    outcome(mall, "first-overseas-coupon")
    return mall


@pytest.fixture
def shopper(store) -> Client:
    return Client(HTTP_HOST=f"{store.host}.{settings.MALL_DOMAIN}")


def strip(shopper: Client, url: str) -> str:
    """The words of the offer on a page; empty where it has none."""
    found = STRIP.search(shopper.get(url).content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", found.group()).split()) if found else ""


def change(store: Mall, **values: object) -> None:
    with tenancy.mall(store.pk):
        Discount.objects.filter(shop_no=2).update(**values)


def day(store: Mall) -> dt.date:
    with tenancy.mall(store.pk):
        return timezone.localdate(Discount.objects.get(shop_no=2).ends_at)


def test_each_overseas_shop_tells_of_its_coupon_in_its_language_and_the_base_shop_does_not(store, shopper):
    ends_on = day(store)
    assert strip(shopper, "/shop2/") == (
        "5% off your first order Code FIRST2 For a member's first order From $30.00 $3.00 off at most "
        f"Until {ends_on:%B} {ends_on.day}, {ends_on.year} Sign up"
    )
    japanese = strip(shopper, "/shop3/")
    assert japanese.startswith("初回ご注文5%オフ")
    assert "FIRST3" in japanese
    assert f"{ends_on.year}年{ends_on.month}月{ends_on.day}日" in japanese
    assert "Until" not in japanese
    assert strip(shopper, "/") == ""


@pytest.mark.parametrize("page", ["main", "product", "search", "cart"])
def test_it_stands_on_the_pages_where_people_decide(store, shopper, page):
    with tenancy.mall(store.pk):
        product_id = ProductListing.objects.filter(shop_no=2).get().product_id
    urls = {"main": "", "product": f"product/x/{product_id}/", "search": "search/?q=x", "cart": "cart/"}
    assert "Code FIRST2" in strip(shopper, f"/shop2/{urls[page]}")


def test_a_warm_page_with_an_offer_runs_no_query(store, shopper, django_assert_num_queries):
    """Design 11."""
    cold = shopper.get("/shop2/")
    with django_assert_num_queries(0):
        assert shopper.get("/shop2/").content == cold.content
    assert b"FIRST2" in cold.content


def test_pages_that_are_not_kept_look_the_offer_up_once(store, shopper, django_assert_max_num_queries):
    def looked_up(words: str) -> int:
        with django_assert_max_num_queries(20) as caught:
            assert "Code FIRST2" in strip(shopper, f"/shop2/search/?q={words}")
        return sum("orders_discount" in query["sql"] for query in caught.captured_queries)

    assert [looked_up(words) for words in ("x", "y", "z")] == [1, 0, 0]


@pytest.mark.parametrize(
    "values",
    [
        {"is_active": False},
        {"starts_at": timezone.now() + dt.timedelta(days=9)},
        {"ends_at": timezone.now() - dt.timedelta(seconds=1)},
        {"uses": 100},
        {"is_first_order_only": False},
    ],
)
def test_what_cannot_be_used_is_not_told_of(store, shopper, values):
    change(store, **values)
    assert strip(shopper, "/shop2/") == ""
    assert "FIRST3" in strip(shopper, "/shop3/")


def test_an_offer_that_a_merchant_ends_is_gone_with_the_next_request(store, shopper):
    assert strip(shopper, "/shop2/")
    with tenancy.mall(store.pk):
        end_promotion(Discount.objects.get(shop_no=2).pk, actor=SYSTEM)
    assert strip(shopper, "/shop2/") == ""


def test_a_merchants_own_coupon_and_another_malls_are_not_told_of(store, shopper):
    """Some coupons are meant for a few; what PRO made somewhere else says nothing about this shop."""
    change(store, code="MINE")
    other = MallFactory()
    with tenancy.mall(other.pk):
        Discount.objects.create(
            shop_no=2, name="Theirs", code="FIRST2", kind="coupon", unit="percent", percent=5, is_first_order_only=True
        )
    assert strip(shopper, "/shop2/") == ""
