"""Products added to an order that waits for its payment: stock, sums, shipping fee, refusals (Appendix B, items)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts import tenancy
from accounts.models import AuditEntry
from catalog.domain.options import ExtraInput
from catalog.models import SaleEvent
from orders.domain.add_items import NotAddable, add_items
from orders.domain.cancel_unpaid import cancel_unpaid
from orders.domain.checkout import CheckoutRefused, Line
from orders.domain.pay_order import pay_order
from orders.domain.place_order import place_order
from orders.models import Discount, ItemStatus, Order, Payment, Refund, ShippingPolicy, StockMove
from tests.orders.claiming import ask, settle
from tests.orders.invariants import assert_invariants
from tests.orders.shop import SYSTEM, base_shop, make_checkout, make_order, make_paid_order, make_product

pytestmark = pytest.mark.django_db
FEE = Decimal(3000)


@pytest.fixture
def open_mall(mall):
    with tenancy.mall(mall.pk):
        ShippingPolicy.objects.create(shop_no=1, home_fee=FEE, free_from_amount=Decimal(50000), return_fee=FEE)
        yield mall
        assert_invariants(mall.pk, inside=True)


def line(product, quantity: int = 1, **inputs: str) -> Line:
    return Line(product.variants.get().pk, quantity, inputs)


def with_discounts(product, quantity: int) -> Order:
    """10 % off as a period discount and 500 by a coupon."""
    now = timezone.now() - dt.timedelta(days=1)
    Discount.objects.create(shop_no=1, kind="period", name="Sale", unit="percent", percent=10, starts_at=now)
    Discount.objects.create(
        shop_no=1, kind="coupon", name="Hello", code="HELLO", unit="amount", amount=Decimal(500), starts_at=now
    )
    return place_order(base_shop(), make_checkout(line(product, quantity), coupon_code="HELLO"), actor=SYSTEM)


def test_a_line_is_added_with_its_stock_and_the_order_costs_so_much_more(open_mall):
    order = make_order(make_product(price="12000"))
    cup = make_product(name="Cup", price="5000", stock=4, weight_grams=200)
    (item,) = add_items(order.pk, [line(cup, 2)], actor=SYSTEM)
    order.refresh_from_db()
    assert (item.line_no, item.status, item.quantity, item.unit_price) == (2, ItemStatus.AWAITING_PAYMENT, 2, 5000)
    assert (order.items_amount, order.shipping_fee, order.total_amount) == (22000, FEE, 25000)
    assert order.total_weight_grams == 300 + 2 * 200
    assert cup.variants.get().stock == 2
    assert StockMove.objects.get(item=item).quantity == -2
    entry = AuditEntry.objects.get(action="order.item_added")
    assert entry.before["total"] == "15000.00"
    assert (entry.after["total"], entry.after["items"]) == ("25000.00", [f"{order.number}-02"])


def test_what_was_ordered_keeps_its_price_and_discounts_and_the_new_line_takes_none(open_mall):
    """10,000 less 10 % and less 500; 5,000 more are 5,000 more."""
    product = make_product(price="10000")
    order = with_discounts(product, 1)
    assert order.total_amount == 10000 - 1000 - 500 + FEE
    product.listings.filter(shop_no=1).update(price=Decimal(99000))
    add_items(order.pk, [line(make_product(name="Cup", price="5000"))], actor=SYSTEM)
    order.refresh_from_db()
    assert (order.discount_amount, order.coupon_amount) == (1000, 500)
    assert order.total_amount == 10000 - 1500 + 5000 + FEE
    assert [(item.unit_price, item.discount_amount) for item in order.items.order_by("line_no")] == [
        (10000, 1500),
        (5000, 0),
    ]


def test_the_shipping_fee_is_that_of_all_lines_together(open_mall):
    """Free from 50,000 after discounts: 49,999 is not there yet, 50,000 is."""
    order = make_order(make_product(price="30000"))
    add_items(order.pk, [line(make_product(name="Cup", price="19999"))], actor=SYSTEM)
    order.refresh_from_db()
    assert (order.shipping_fee, order.total_amount) == (FEE, Decimal(49999) + FEE)
    add_items(order.pk, [line(make_product(name="Sticker", price="1"))], actor=SYSTEM)
    order.refresh_from_db()
    assert (order.shipping_fee, order.total_amount) == (0, 50000)


def test_it_is_paid_in_full_counted_as_sold_and_refunded_line_by_line(open_mall):
    order = with_discounts(make_product(price="10000"), 1)
    add_items(order.pk, [line(make_product(name="Cup", price="5000"))], actor=SYSTEM)
    paid = pay_order(order.pk, gateway="test", reference="r", actor=SYSTEM)
    assert paid.paid_amount == paid.total_amount == 13500 + FEE
    assert sorted(SaleEvent.objects.values_list("revenue_minor", flat=True)) == [5000, 8500]
    settle(ask(order, "cancel", pieces={2: 1}))
    assert Refund.objects.get().amount == 5000
    settle(ask(order, "cancel", pieces={1: 1}))
    assert sum(Refund.objects.values_list("amount", flat=True)) == 13500 + FEE


def test_cancelling_it_unpaid_puts_the_added_pieces_back_too(open_mall):
    order = make_order()
    cup = make_product(name="Cup", stock=4)
    add_items(order.pk, [line(cup, 3)], actor=SYSTEM)
    cancel_unpaid(order.pk, actor=SYSTEM)
    assert cup.variants.get().stock == 4
    assert set(order.items.values_list("status", flat=True)) == {"C49"}


@pytest.mark.parametrize(
    ("stand", "code"), [("paid", "not_unpaid"), ("cancelled", "not_unpaid"), ("paying", "payment_open")]
)
def test_an_order_that_is_paid_cancelled_or_being_paid_takes_nothing(open_mall, stand, code):
    order = make_paid_order() if stand == "paid" else make_order()
    if stand == "cancelled":
        cancel_unpaid(order.pk, actor=SYSTEM)
    if stand == "paying":
        Payment.objects.create(order=order, gateway="test", amount=order.total_amount)
    cup = make_product(name="Cup", stock=4)
    with pytest.raises(NotAddable) as refused:
        add_items(order.pk, [line(cup)], actor=SYSTEM)
    assert refused.value.code == code
    assert (order.items.count(), cup.variants.get().stock) == (1, 4)


@pytest.mark.parametrize(
    ("facts", "quantity", "code"),
    [({"stock": 0}, 1, "sold_out"), ({"stock": 2}, 3, "too_few_left"), ({"selling": False}, 1, "not_on_sale")],
)
def test_what_cannot_be_sold_is_refused_and_nothing_is_added(open_mall, facts, quantity, code):
    order = make_order()
    good, bad = make_product(name="Cup"), make_product(name="Bad")
    bad.variants.update(stock=facts.get("stock", 10))
    bad.listings.filter(shop_no=1).update(selling=facts.get("selling", True))
    with pytest.raises(CheckoutRefused) as refused:
        add_items(order.pk, [line(good), line(bad, quantity)], actor=SYSTEM)
    bad.variants.update(stock=10)
    assert refused.value.code == code
    was = order.total_amount
    order.refresh_from_db()
    assert (order.items.count(), order.total_amount, good.variants.get().stock) == (1, was, 10)


def test_two_lines_of_one_variant_cannot_take_more_than_there_is(open_mall):
    order, cup = make_order(), make_product(name="Cup", stock=3)
    with pytest.raises(CheckoutRefused) as refused:
        add_items(order.pk, [line(cup, 2), line(cup, 2)], actor=SYSTEM)
    assert refused.value.code == "too_few_left"
    assert cup.variants.get().stock == 3


def test_a_required_input_may_be_answered_afterwards(open_mall):
    ring = make_product(name="Ring", extra_inputs=(ExtraInput("Engraving", is_required=True),))
    order = make_order()
    (item,) = add_items(order.pk, [line(ring)], actor=SYSTEM)
    assert item.extra_inputs == {}
    with pytest.raises(CheckoutRefused):
        make_order(ring)


def test_an_order_of_another_mall_is_none(open_mall, other_mall):
    with tenancy.mall(other_mall.pk):
        foreign = make_order()
    with pytest.raises(Order.DoesNotExist):
        add_items(foreign.pk, [line(make_product())], actor=SYSTEM)
