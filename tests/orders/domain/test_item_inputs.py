"""Extra inputs that the store answers or corrects (Appendix B, items/{code}/options)."""

from __future__ import annotations

import pytest

from accounts import tenancy
from accounts.models import AuditEntry
from catalog.domain.options import ExtraInput
from catalog.models import ProductListing
from orders.domain.add_items import add_items
from orders.domain.checkout import Line
from orders.domain.item_inputs import InputRefused, answer_inputs, change_inputs
from orders.domain.pay_order import pay_order
from orders.domain.progress import StatusRefused
from orders.models import OrderItem
from tests.orders.claiming import deliver
from tests.orders.shop import SYSTEM, make_order, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(mall) -> OrderItem:
    """A ring that waits for its payment, with a required engraving of ten letters and a note."""
    with tenancy.mall(mall.pk):
        inputs = (ExtraInput("Engraving", is_required=True, max_length=10), ExtraInput("Note"))
        ring = make_product(name="Ring", extra_inputs=inputs)
        (added,) = add_items(make_order().pk, [Line(ring.variants.get().pk, 1)], actor=SYSTEM)
        yield added


def test_inputs_are_answered_then_corrected_and_only_the_log_keeps_who(item):
    assert answer_inputs(item.order_id, item.pk, {"Engraving": " Minji "}, actor=SYSTEM) == {"Engraving": "Minji"}
    for _again in range(2):
        assert change_inputs(item.order_id, item.pk, {"Engraving": "M+J"}, actor=SYSTEM) == {"Engraving": "M+J"}
    item.refresh_from_db()
    assert item.extra_inputs == {"Engraving": "M+J"}
    entries = list(AuditEntry.objects.filter(action="order.inputs_changed").order_by("pk"))
    assert [entry.after["inputs"] for entry in entries] == [["Engraving"], ["Engraving"]]
    assert "Minji" not in str([(entry.before, entry.after) for entry in entries])


def test_inputs_go_by_the_names_of_the_shop(item):
    names = {"extra_inputs": {"Note": "쪽지"}}
    ProductListing.objects.filter(product=item.product_id, shop_no=1).update(texts=names)
    assert answer_inputs(item.order_id, item.pk, {"쪽지": "안녕"}, actor=SYSTEM) == {"쪽지": "안녕"}
    with pytest.raises(InputRefused) as refused:
        answer_inputs(item.order_id, item.pk, {"Note": "hello"}, actor=SYSTEM)
    assert refused.value.code == "unknown"


@pytest.mark.parametrize(
    ("rule", "answers", "code"),
    [
        (answer_inputs, {"Colour": "red"}, "unknown"),
        (answer_inputs, {"Engraving": "x" * 11}, "too_long"),
        (answer_inputs, {"Engraving": " "}, "empty"),
        (answer_inputs, {"Note": "again"}, "answered"),
        (change_inputs, {"Engraving": "x"}, "unanswered"),
        (change_inputs, {"Note": "x" * 21}, "too_long"),
    ],
)
def test_answers_that_do_not_fit_are_refused_and_kept_out(item, rule, answers, code):
    answer_inputs(item.order_id, item.pk, {"Note": "hello"}, actor=SYSTEM)
    with pytest.raises(InputRefused) as refused:
        rule(item.order_id, item.pk, answers, actor=SYSTEM)
    assert refused.value.code == code
    item.refresh_from_db()
    assert item.extra_inputs == {"Note": "hello"}


def test_they_can_be_changed_until_the_item_has_left(item):
    answer_inputs(item.order_id, item.pk, {"Note": "hello"}, actor=SYSTEM)
    order = pay_order(item.order_id, gateway="cash", actor=SYSTEM)
    change_inputs(order.pk, item.pk, {"Note": "bye"}, actor=SYSTEM)
    deliver(order, status="N30")
    with pytest.raises(StatusRefused):
        change_inputs(order.pk, item.pk, {"Note": "too late"}, actor=SYSTEM)
    item.refresh_from_db()
    assert item.extra_inputs == {"Note": "bye"}


def test_an_item_of_another_order_is_none_of_this_one(item):
    with pytest.raises(OrderItem.DoesNotExist):
        answer_inputs(make_order().pk, item.pk, {"Note": "x"}, actor=SYSTEM)
