"""Period discounts on the main page and the product page: what holds now, in the shop's language and money."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import Shop
from catalog.models import ProductListing
from orders.domain.promotions import Promotion, change_promotion, create_promotion, end_promotion
from orders.models import Discount
from tests.factories import MallFactory
from tests.factories_catalog import make_product

SYSTEM = Actor.system()
SALE = Promotion(
    kind=Discount.Kind.PERIOD,
    shop_no=1,
    name="여름 세일",
    unit=Discount.Unit.PERCENT,
    percent=Decimal(15),
    most_amount=Decimal(10000),
    minimum_amount=Decimal(20000),
    starts_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    ends_at=dt.datetime(2099, 12, 24, 15, tzinfo=dt.UTC),  # midnight in Seoul: the 24th is the last day
)


def offer(**changes: object) -> Promotion:
    values = {name: getattr(SALE, name) for name in SALE.__dataclass_fields__} | changes
    return Promotion(**values)


def announced(client: Client, path: str) -> list[str]:
    """The lines of the announcement, without tags."""
    page = client.get(path).content.decode()
    _before, found, rest = page.partition('<ul class="store-offers"')
    if not found:
        return []
    lines = rest.partition("</ul>")[0].split("<li>")[1:]
    return [" ".join(_text(line).split()) for line in lines]


def _text(html: str) -> str:
    text, inside = [], False
    for letter in html:
        inside = letter == "<" or (inside and letter != ">")
        text.append("" if inside or letter == ">" else letter)
    return "".join(text)


@pytest.mark.django_db
def test_what_holds_now_is_announced_on_both_pages_and_nothing_else(shopper, mall, other_mall):
    now = timezone.now()
    with tenancy.mall(mall.pk):
        product = make_product("Cup")
        create_promotion(SALE, actor=SYSTEM)
        create_promotion(offer(name="Coupon", kind=Discount.Kind.COUPON, code="SECRET10"), actor=SYSTEM)
        create_promotion(offer(name="Planned", starts_at=now + dt.timedelta(days=1)), actor=SYSTEM)
        create_promotion(offer(name="Over", ends_at=now - dt.timedelta(minutes=1)), actor=SYSTEM)
        create_promotion(offer(name="Other shop", shop_no=2), actor=SYSTEM)
        ended = create_promotion(offer(name="Ended by hand", ends_at=None), actor=SYSTEM)
        end_promotion(ended.pk, actor=SYSTEM)
    with tenancy.mall(other_mall.pk):
        create_promotion(offer(name="Theirs"), actor=SYSTEM)
    expected = ["15% 할인 여름 세일 ₩20,000 이상 주문 · 최대 ₩10,000 할인 · 2099년 12월 24일까지"]
    assert announced(shopper, "/") == expected
    assert announced(shopper, f"/product/cup/{product.pk}/") == expected


@pytest.mark.django_db
def test_nothing_is_announced_beside_a_product_that_is_not_on_sale(shopper, mall):
    with tenancy.mall(mall.pk):
        product = make_product("Cup", selling=False)
        create_promotion(SALE, actor=SYSTEM)
    assert announced(shopper, f"/product/cup/{product.pk}/") == []


@pytest.mark.parametrize(
    ("language", "currency", "expected"),
    [
        (
            "en",
            "USD",
            "$3.50 off Sale orders from $20.00 · deliveries abroad · until Dec. 31, 2099 18:00 (Korean time)",
        ),
        ("ja", "JPY", "￥300引き Sale ￥3,000以上のご注文 · 海外配送のご注文 · 2099年12月31日 18:00まで"),
    ],
)
@pytest.mark.django_db
def test_another_shop_announces_its_own_in_its_language_and_money(shopper, mall, language, currency, expected):
    amounts = {"USD": (Decimal("3.50"), Decimal(20)), "JPY": (Decimal(300), Decimal(3000))}[currency]
    with tenancy.mall(mall.pk):
        Shop.objects.create(mall=mall, shop_no=2, name="Two", language=language, currency=currency)
        product = make_product("Cup", weight_grams=300)
        ProductListing.objects.create(product=product, shop_no=2, display=True, selling=True, price=10)
        facts = offer(
            shop_no=2,
            name="Sale",
            unit=Discount.Unit.AMOUNT,
            percent=None,
            most_amount=None,
            amount=amounts[0],
            minimum_amount=amounts[1],
            is_overseas_only=True,
            ends_at=dt.datetime(2099, 12, 31, 9, tzinfo=dt.UTC),
        )
        create_promotion(facts, actor=SYSTEM)
    assert announced(shopper, "/shop2/") == [expected]
    assert announced(shopper, "/") == []


def test_a_kept_page_follows_each_change_at_once_and_asks_nothing_when_warm(committed, django_assert_num_queries):
    """Design 11: no query when warm."""
    mall = MallFactory()
    shopper = Client(HTTP_HOST=f"{mall.host}.{settings.MALL_DOMAIN}")
    assert announced(shopper, "/") == []
    with tenancy.mall(mall.pk):
        discount = create_promotion(offer(minimum_amount=Decimal(0), most_amount=None, ends_at=None), actor=SYSTEM)
    assert announced(shopper, "/") == ["15% 할인 여름 세일"]
    with django_assert_num_queries(0):
        assert announced(shopper, "/") == ["15% 할인 여름 세일"]
    with tenancy.mall(mall.pk):
        change_promotion(
            discount.pk,
            offer(name="가을 세일", minimum_amount=Decimal(0), most_amount=None, ends_at=None),
            actor=SYSTEM,
        )
    assert announced(shopper, "/") == ["15% 할인 가을 세일"]
    with tenancy.mall(mall.pk):
        end_promotion(discount.pk, actor=SYSTEM)
    assert announced(shopper, "/") == []
