"""Placing an order takes stock and gives a number, once per key."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accounts.models import Shop
from catalog.models import SaleEvent, Variant
from orders.domain.checkout import CheckoutRefused, Line
from orders.domain.pay_order import pay_order
from orders.domain.place_order import place_order
from orders.domain.quote import quote
from orders.models import Order, OrderStage, StockMove
from tests.orders.shop import SYSTEM, base_shop, make_checkout, make_order, make_product

pytestmark = pytest.mark.django_db


def test_an_order_takes_its_pieces_and_says_what_it_costs(inside):
    product = make_product(stock=5)
    order = make_order(product, quantity=2)
    assert order.number.endswith("-0000001")
    assert (order.items_amount, order.shipping_fee, order.total_amount) == (24000, 3000, 27000)
    assert product.variants.get().stock == 3
    assert StockMove.objects.get().quantity == -2
    assert order.name_grams.filter(gram="mi").exists()


def test_the_same_key_returns_the_first_order(inside):
    product = make_product(stock=5)
    checkout = make_checkout(Line(product.variants.get().pk, 1))
    first = place_order(base_shop(), checkout, actor=SYSTEM)
    assert place_order(base_shop(), checkout, actor=SYSTEM).pk == first.pk
    assert product.variants.get().stock == 4


def test_a_refused_order_leaves_nothing(inside):
    plenty, scarce = make_product(stock=5), make_product(stock=1)
    lines = [Line(plenty.variants.get().pk, 1), Line(scarce.variants.get().pk, 2)]
    with pytest.raises(CheckoutRefused) as refusal:
        place_order(base_shop(), make_checkout(*lines), actor=SYSTEM)
    assert refusal.value.code == "too_few_left"
    assert not Order.objects.exists()
    assert list(Variant.objects.order_by("pk").values_list("stock", flat=True)) == [5, 1]


def test_a_paid_order_goes_to_preparation_and_counts_its_sale_once(inside):
    order = make_order(quantity=2)
    for _ in range(2):
        paid = pay_order(order.pk, gateway="cash", actor=SYSTEM)
    assert paid.stage == OrderStage.PREPARING
    assert paid.paid_amount == Decimal(27000)
    event = SaleEvent.objects.get()
    assert (event.units, event.revenue_minor) == (2, 24000)


def test_an_additional_price_is_charged_in_the_currency_of_the_shop(inside):
    """The variant's extra is the base shop's; a shop abroad converts it by its fixed rate."""
    product = make_product(stock=5)
    product.variants.update(price_delta=Decimal(2000))
    abroad = Shop.objects.create(
        mall=inside, shop_no=2, name="Abroad", language="en", currency="USD", exchange_rate=Decimal(1300)
    )
    product.listings.create(shop_no=2, display=True, selling=True, price=Decimal(10))
    abroad_quote = quote(abroad, [Line(product.variants.get().pk, 1)], country="KR")
    assert abroad_quote.lines[0].unit_price == Decimal("11.54")
    assert make_order(product).items_amount == 14000
