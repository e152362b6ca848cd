"""A mall that ends leaves of its orders what the law asks, and nothing more (R0-G, design 5)."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts import tenancy
from accounts.domain.erase_mall import erase_mall
from accounts.models import LegalRecord, Mall
from catalog.models import Category
from orders.domain.hand_over_legal import order_records
from orders.domain.pay_order import pay_order
from orders.models import Order, OrderItem
from tests.orders.shop import SYSTEM, make_order

pytestmark = pytest.mark.django_db


def test_a_paid_order_is_handed_over_without_what_nobody_asks_for(mall):
    with tenancy.mall(mall.pk):
        order = make_order(quantity=2)
        make_order()
        pay_order(order.pk, gateway="cash", actor=SYSTEM)
    with tenancy.acting_for(mall.pk):
        [document] = order_records()
    assert document.reference == order.number
    assert document.document["total"] == "27000.00"
    assert document.document["buyer"] == {"name": "Kim Minji", "email": "minji@example.com"}
    text = str(document.document)
    assert "010-1234-5678" not in text
    assert "Sejong-daero" not in text


def test_erasing_a_mall_keeps_the_record_and_no_order(mall):
    with tenancy.mall(mall.pk):
        order = make_order()
        pay_order(order.pk, gateway="cash", actor=SYSTEM)
        item = order.items.get()
        OrderItem.objects.create(
            order=order, line_no=2, product_name="Replacement", unit_price=0, quantity=1, replaces=item
        )
        above = Category.objects.create(name="Above")
        Category.objects.create(name="Below", parent=above, depth=2)
    Mall.objects.filter(pk=mall.pk).update(status=Mall.Status.DELETED, deleted_at=timezone.now())
    with tenancy.acting_for(mall.pk, may_be_deleted=True):
        erase_mall(mall.pk)
    with tenancy.mall(mall.pk):
        assert not Category.objects.exists()
        assert not Order.objects.exists()
        assert LegalRecord.objects.get().reference == order.number
