"""An overseas shop speaks its language: product, options, cart and order (R3.37, R3.110)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import Mall, Shop
from catalog.domain.create_product import create_product
from catalog.domain.facts import ProductFacts
from catalog.domain.options import ExtraInput, Option
from catalog.models import ProductListing
from orders.domain.cart.find import find_cart
from orders.domain.checkout import Line
from orders.domain.quote import quote
from orders.models import Cart
from orders.queries.carts import cart_lines


@pytest.fixture
def product_id(mall: Mall) -> int:
    """A mug that the Japanese shop 2 offers; only half of it is translated."""
    with tenancy.mall(mall.pk):
        Shop.objects.create(mall=mall, shop_no=2, name="店", language="ja", currency="JPY", exchange_rate=Decimal(10))
        facts = ProductFacts(
            name="머그",
            price=Decimal(18000),
            summary="아침",
            weight_grams=300,
            display=True,
            selling=True,
            options=(Option("색상", ("빨강", "파랑")), Option("크기", ("큰",))),
            extra_inputs=(ExtraInput("각인 문구", is_required=True, max_length=9),),
        )
        product = create_product(facts, stock=5, actor=Actor.system())
        ProductListing.objects.create(
            product=product,
            shop_no=2,
            display=True,
            selling=True,
            price=Decimal(1800),
            texts={
                "name": "マグカップ",
                "options": {"색상": {"name": "カラー", "values": {"빨강": "レッド"}}},
                "extra_inputs": {"각인 문구": "刻印の文字"},
            },
        )
        return int(product.pk)


def product_url(product_id: int) -> str:
    return f"/shop2/product/x/{product_id}/"


def test_the_product_page_shows_translations_and_base_texts_where_there_are_none(shopper, product_id):
    """R3.37: nothing is empty."""
    response = shopper.get(product_url(product_id), follow=True)
    page = response.content.decode()
    for text in ("マグカップ", "カラー", "レッド", "파랑", "크기", "刻印の文字", "아침"):
        assert text in page
    assert "각인 문구" not in page
    base = shopper.get(f"/product/x/{product_id}/", follow=True).content.decode()
    assert "색상" in base
    assert "カラー" not in base


def test_cart_and_order_keep_what_was_shown(shopper: Client, mall: Mall, product_id: int):
    add = {"option-0": "0", "option-1": "0", "quantity": "1"}
    url = f"/shop2/cart/add/{product_id}/"
    refused = shopper.post(url, add, HTTP_SEC_FETCH_SITE="same-origin")
    assert refused.status_code == 422
    assert "刻印の文字" in refused.content.decode()
    added = shopper.post(url, add | {"extra-0": "ハナ"}, HTTP_SEC_FETCH_SITE="same-origin", follow=True)
    page = added.content.decode()
    assert "レッド / 큰" in page
    assert "刻印の文字: ハナ" in page
    with tenancy.mall(mall.pk):
        shop = Shop.objects.get(mall=mall, shop_no=2)
        cart = find_cart(2, token=Cart.objects.get().token, customer_id=None)
        item = cart_lines(cart, shop)[0].item
        assert item.extra_inputs == {"각인 문구": "ハナ"}
        priced = quote(shop, [Line(item.variant_id, 1, item.extra_inputs)], country="KR")
        assert priced.lines[0].option_text == "レッド / 큰"
        assert priced.lines[0].extra_inputs == {"刻印の文字": "ハナ"}
        assert priced.lines[0].unit_price == Decimal(1800)
