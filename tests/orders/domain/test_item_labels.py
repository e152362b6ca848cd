"""Labels on items: added, set anew, taken off, shared by a split (wire contract, Appendix B, labels)."""

from __future__ import annotations

import pytest

from accounts import tenancy
from accounts.models import AuditEntry
from orders.domain.item_labels import LabelRefused, add_labels, labels_of, remove_label, set_labels
from orders.models import OrderItem, OrderItemLabel
from orders.queries.label_names import label_names
from tests.orders.claiming import ask, paid_order
from tests.orders.shop import SYSTEM, make_order, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(mall):
    with tenancy.mall(mall.pk):
        yield paid_order((make_product(), 3), (make_product(name="Cup"), 1))


def first(order) -> OrderItem:
    return order.items.get(line_no=1)


def test_labels_are_added_once_each_in_the_order_they_come(order):
    item = first(order)
    add_labels(order.pk, [item.pk], ["VIP", "  Gift   wrap ", "VIP"], actor=SYSTEM)
    add_labels(order.pk, [item.pk], ["Gift wrap", "Fragile"], actor=SYSTEM)
    assert labels_of(item) == ["VIP", "Gift wrap", "Fragile"]
    entries = AuditEntry.objects.filter(action="order.labelled").order_by("pk")
    assert [(one.before["labels"], one.after["labels"]) for one in entries] == [
        ([], ["VIP", "Gift wrap"]),
        (["VIP", "Gift wrap"], ["VIP", "Gift wrap", "Fragile"]),
    ]
    assert entries[0].after["items"] == [f"{order.number}-01"]


def test_many_items_are_labelled_at_once_and_nothing_is_noted_twice(order):
    items = [item.pk for item in order.items.all()]
    for _again in range(2):
        add_labels(order.pk, items, ["VIP"], actor=SYSTEM)
    assert OrderItemLabel.objects.filter(order=order).count() == 2
    assert AuditEntry.objects.filter(action="order.labelled").count() == 2


def test_labels_are_set_anew_and_taken_off(order):
    item = first(order)
    add_labels(order.pk, [item.pk], ["a", "b"], actor=SYSTEM)
    assert set_labels(order.pk, item.pk, ["b", "c"], actor=SYSTEM) == ["b", "c"]
    remove_label(order.pk, item.pk, "b", actor=SYSTEM)
    assert labels_of(item) == ["c"]
    with pytest.raises(OrderItemLabel.DoesNotExist):
        remove_label(order.pk, item.pk, "b", actor=SYSTEM)
    assert set_labels(order.pk, item.pk, [], actor=SYSTEM) == labels_of(item) == []


@pytest.mark.parametrize(
    ("names", "code"),
    [
        ([" "], "empty"),
        (["x" * 51], "too_long"),
        (["a,b"], "wrong_character"),
        (["a/b"], "wrong_character"),
        ([f"label {number}" for number in range(21)], "too_many"),
    ],
)
def test_what_is_no_label_is_refused_and_changes_nothing(order, names, code):
    item = first(order)
    add_labels(order.pk, [item.pk], ["VIP"], actor=SYSTEM)
    for rule in (
        lambda: set_labels(order.pk, item.pk, names, actor=SYSTEM),
        lambda: add_labels(order.pk, [item.pk], names, actor=SYSTEM),
    ):
        with pytest.raises(LabelRefused) as refused:
            rule()
        assert refused.value.code == code
    assert labels_of(item) == ["VIP"]


def test_an_item_of_another_order_is_none_of_this_one(order):
    other = make_order()
    with pytest.raises(OrderItem.DoesNotExist):
        add_labels(order.pk, [first(order).pk, first(other).pk], ["VIP"], actor=SYSTEM)
    assert not OrderItemLabel.objects.exists()


def test_both_parts_of_a_split_line_bear_its_labels(order):
    add_labels(order.pk, [first(order).pk], ["VIP", "Fragile"], actor=SYSTEM)
    ask(order, "cancel", pieces={1: 1})
    assert [labels_of(item) for item in order.items.order_by("line_no")] == [
        ["VIP", "Fragile"],
        [],
        ["VIP", "Fragile"],
    ]


def test_the_names_of_the_mall_stand_each_once_by_name(order, mall, other_mall):
    for name in ("b", "가", "a"):
        add_labels(order.pk, [item.pk for item in order.items.all()], [name], actor=SYSTEM)
    assert label_names(limit=10) == ["a", "b", "가"]
    assert label_names(limit=1, offset=1) == ["b"]
    with tenancy.mall(other_mall.pk):
        assert label_names(limit=10) == []
