"""Who an order is from, corrected (wire contract, PUT orders/{order_id}/buyer)."""

from __future__ import annotations

import pytest

from accounts.models import AuditEntry, AuditPersonal
from orders.domain.change_buyer import Buyer, change_buyer
from orders.models import Order, OrderNameGram
from orders.queries.order_filter import OrderFilter, list_orders
from tests.orders.shop import SYSTEM, make_order

pytestmark = pytest.mark.django_db


def found_by_name(name: str) -> list[int]:
    return [row.order_id for row in list_orders(OrderFilter(name=name)).rows]


def test_searches_find_the_new_name_and_no_longer_the_old_one(inside):
    order = make_order(name="Kim Minji")
    change_buyer(order.pk, Buyer("Lee Hana", "Hana@Example.com", "010-9999-8888"), actor=SYSTEM)
    assert found_by_name("hana") == [order.pk]
    assert found_by_name("minji") == []
    order = Order.objects.get(pk=order.pk)
    assert (order.buyer_email_folded, order.buyer_phone_digits) == ("hana@example.com", "01099998888")
    entry = AuditEntry.objects.get(action="order.buyer_changed")
    assert entry.after == {"fields": ["buyer_email", "buyer_name", "buyer_phone"]}
    assert AuditPersonal.objects.get(entry=entry).values["after"]["buyer_name"] == "Lee Hana"


def test_the_same_values_again_change_nothing(inside):
    order = make_order()
    grams = list(OrderNameGram.objects.order_by("pk").values_list("pk", flat=True))
    change_buyer(order.pk, Buyer(order.buyer_name, order.buyer_email, order.buyer_phone), actor=SYSTEM)
    assert not AuditEntry.objects.filter(action="order.buyer_changed").exists()
    assert list(OrderNameGram.objects.order_by("pk").values_list("pk", flat=True)) == grams
