"""Cancelling before payment puts everything back, once, also against a payment at the same time."""

from __future__ import annotations

import threading

import pytest
from django.db import connections
from django.db.models import Sum

from accounts import tenancy
from accounts.models import AuditEntry
from orders.domain.cancel_unpaid import NotUnpaid, cancel_unpaid
from orders.domain.pay_order import NotPayable, pay_order
from orders.models import Discount, DiscountUse, ItemStatus, Order, OrderStage, Payment, StockMove
from tests.orders.shop import SYSTEM, make_order, make_paid_order, make_product, statuses_of


def test_stock_and_coupon_go_back_once(inside):
    coupon = Discount.objects.create(kind="coupon", name="Hello", code="HELLO", unit="amount", amount=1000)
    product = make_product(stock=5)
    order = make_order(product, quantity=2, coupon_code="hello")
    Payment.objects.create(order=order, gateway="test", amount=order.total_amount)
    for _each in range(2):
        cancel_unpaid(order.pk, reason="never paid", actor=SYSTEM)
    order.refresh_from_db()
    coupon.refresh_from_db()
    assert statuses_of(order) == [ItemStatus.CANCELLED_UNPAID_BY_ADMIN]
    assert (order.stage, order.payment_status) == (OrderStage.CLOSED, Order.PaymentStatus.CANCELLED)
    assert order.cancelled_at is not None
    assert product.variants.get().stock == 5
    assert list(StockMove.objects.order_by("id").values_list("kind", "quantity")) == [("sold", -2), ("returned", 2)]
    assert (coupon.uses, DiscountUse.objects.held().count()) == (0, 0)
    assert Payment.objects.get().state == Payment.State.FAILED
    assert AuditEntry.objects.get(action="order.cancelled_unpaid").reason == "never paid"


def test_a_paid_order_is_not_cancelled_this_way(inside):
    order = make_paid_order()
    with pytest.raises(NotUnpaid):
        cancel_unpaid(order.pk, actor=SYSTEM)


def test_a_cancelled_order_cannot_be_paid(inside):
    order = make_order()
    cancel_unpaid(order.pk, way=ItemStatus.CANCELLED_UNPAID_BY_BUYER, actor=SYSTEM)
    with pytest.raises(NotPayable):
        pay_order(order.pk, gateway="cash", actor=SYSTEM)
    assert statuses_of(order) == [ItemStatus.CANCELLED_UNPAID_BY_BUYER]


def test_a_variant_without_stock_keeping_gets_nothing_back(inside):
    product = make_product(stock=5)
    order = make_order(product)
    order.items.update(takes_stock=False)
    cancel_unpaid(order.pk, actor=SYSTEM)
    assert product.variants.get().stock == 4
    assert StockMove.objects.count() == 1


def test_eight_payments_and_cancellations_at_once_end_in_one_of_the_two(committed, mall):
    """Whoever locks the order first wins; stock and moves agree with the result."""
    with tenancy.mall(mall.pk):
        product = make_product(stock=5)
        order = make_order(product, quantity=2)
    refusals: list[Exception] = []

    def run(number: int) -> None:
        try:
            with tenancy.mall(mall.pk):
                if number % 2:
                    pay_order(order.pk, gateway="cash", actor=SYSTEM)
                else:
                    cancel_unpaid(order.pk, actor=SYSTEM)
        except (NotPayable, NotUnpaid) as error:
            refusals.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with tenancy.mall(mall.pk):
        order.refresh_from_db()
        paid = order.payment_status == Order.PaymentStatus.PAID
        moved = StockMove.objects.aggregate(sum=Sum("quantity"))["sum"]
        assert len(refusals) == 4
        assert product.variants.get().stock == 5 + moved == (3 if paid else 5)
        assert Payment.objects.filter(state="succeeded").count() == (1 if paid else 0)
        assert AuditEntry.objects.filter(action__in=["order.paid", "order.cancelled_unpaid"]).count() == 1
