"""The recipient changes until something has left; names and addresses stay in the erasable part of the log."""

from __future__ import annotations

import dataclasses

import pytest

from accounts.models import AuditEntry, AuditPersonal
from orders.domain.change_recipient import AlreadyShipped, Recipient, change_recipient
from orders.domain.memos import add_memo, delete_memo, pin_memo
from orders.domain.ship_items import Shipment, ship_items
from orders.models import OrderMemo
from tests.orders.shop import SYSTEM, make_paid_order, make_product

pytestmark = pytest.mark.django_db
WANTED = Recipient("Park Jiwoo", "010-2222-3333", "06236", "2 Teheran-ro", "Floor 3", "Seoul", "", "Ring twice")


def test_a_changed_recipient_is_logged_apart_from_the_entry(inside):
    order = make_paid_order()
    for _each in range(2):
        change_recipient(order.pk, WANTED, actor=SYSTEM)
    order.refresh_from_db()
    assert {name: getattr(order, name) for name in dataclasses.asdict(WANTED)} == dataclasses.asdict(WANTED)
    entry = AuditEntry.objects.get(action="order.recipient_changed")
    assert (entry.before, entry.after) == ({}, {})
    values = AuditPersonal.objects.get(entry=entry).values
    assert values["before"]["receiver_name"] == "Kim Minji"
    assert values["after"]["receiver_name"] == "Park Jiwoo"


def test_a_partly_shipped_order_keeps_its_recipient(inside):
    order = make_paid_order(make_product(), make_product())
    ship_items(order.pk, Shipment("0006", "1", frozenset({order.items.get(line_no=1).pk})), actor=SYSTEM)
    with pytest.raises(AlreadyShipped):
        change_recipient(order.pk, WANTED, actor=SYSTEM)
    order.refresh_from_db()
    assert order.receiver_name == "Kim Minji"


def test_memos_are_pinned_and_deleted_and_their_text_can_be_erased(inside):
    order = make_paid_order()
    memo = add_memo(order.pk, " Call first ", is_for_customer=True, actor=SYSTEM)
    assert (memo.text, memo.is_for_customer) == ("Call first", True)
    for _each in range(2):
        pin_memo(order.pk, memo.pk, is_pinned=True, actor=SYSTEM)
    assert AuditEntry.objects.filter(action="order.memo_pinned").count() == 1
    delete_memo(order.pk, memo.pk, actor=SYSTEM)
    assert not OrderMemo.objects.exists()
    assert "Call first" not in str(list(AuditEntry.objects.values_list("before", "after")))
    with pytest.raises(OrderMemo.DoesNotExist):
        delete_memo(order.pk, memo.pk, actor=SYSTEM)
