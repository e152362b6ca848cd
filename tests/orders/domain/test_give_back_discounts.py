"""A coupon goes back with an order that is cancelled as a whole before shipping, while the coupon is valid."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from orders.domain.cancel_unpaid import cancel_unpaid
from orders.domain.checkout import CheckoutRefused
from orders.domain.give_back_discounts import coupons_coming_back, give_back_discounts
from orders.models import Discount, DiscountUse
from tests.orders.claiming import ask, deliver, paid_order, settle
from tests.orders.customers import make_customer
from tests.orders.invariants import assert_invariants
from tests.orders.shop import SYSTEM, make_order, make_product

pytestmark = pytest.mark.django_db


def make_coupon(**values: Any) -> Discount:
    return Discount.objects.create(kind="coupon", name="Hello", code="HELLO", unit="amount", amount=1000, **values)


def uses_of(coupon: Discount) -> int:
    return Discount.objects.values_list("uses", flat=True).get(pk=coupon.pk)


def test_a_paid_order_that_is_cancelled_as_a_whole_gives_its_coupon_back(inside):
    coupon = make_coupon(most_uses=1)
    product = make_product(stock=9)
    order = paid_order((product, 2), coupon_code="HELLO")
    with pytest.raises(CheckoutRefused, match="coupon_over"):
        make_order(product, coupon_code="HELLO")
    claim = settle(ask(order, "cancel"))
    assert claim.refund_amount == 24000 - 1000 + 3000
    assert uses_of(coupon) == 0
    assert AuditEntry.objects.get(action="claim.done").after["coupons_back"] == ["HELLO"]
    assert make_order(product, coupon_code="HELLO").coupon_amount == 1000
    assert_invariants(inside.pk, inside=True)


def test_a_part_that_is_cancelled_gives_nothing_back_until_nothing_is_left(inside):
    coupon = make_coupon()
    order = paid_order((make_product(), 1), (make_product(), 1), coupon_code="HELLO")
    settle(ask(order, "cancel", pieces={1: 1}))
    assert (uses_of(coupon), coupons_coming_back(order)) == (1, [])
    settle(ask(order, "cancel", pieces={2: 1}))
    assert (uses_of(coupon), coupons_coming_back(order)) == (0, ["HELLO"])
    assert_invariants(inside.pk, inside=True)


def test_a_returned_order_keeps_its_coupon_used(inside):
    """It was shipped: what was bought with the coupon had been delivered."""
    coupon = make_coupon()
    order = deliver(paid_order(coupon_code="HELLO"))
    settle(ask(order, "return", "defect"))
    assert uses_of(coupon) == 1


@pytest.mark.parametrize(
    "over", [{"is_active": False}, {"ends_at": timezone.now() - dt.timedelta(seconds=1)}], ids=["ended", "run out"]
)
def test_a_coupon_that_is_over_stays_used(inside, over):
    coupon = make_coupon()
    order = paid_order(coupon_code="HELLO")
    Discount.objects.update(**over)
    settle(ask(order, "cancel"))
    assert (uses_of(coupon), coupons_coming_back(order)) == (1, [])
    assert "coupons_back" not in AuditEntry.objects.get(action="claim.done").after


def test_a_second_call_gives_nothing_back(inside):
    make_coupon()
    coupon_of_others = make_coupon_used_elsewhere()
    order = make_order(coupon_code="HELLO")
    cancel_unpaid(order.pk, actor=SYSTEM)
    assert give_back_discounts(order) == []
    assert uses_of(coupon_of_others) == 1
    assert DiscountUse.objects.get(order=order).given_back_at is not None


def make_coupon_used_elsewhere() -> Discount:
    other = Discount.objects.create(kind="coupon", name="Bye", code="BYE", unit="amount", amount=500)
    make_order(coupon_code="BYE")
    return other


def test_after_a_cancelled_first_order_the_next_one_is_the_first(inside):
    """A coupon for the first order would come back in vain if the cancelled order counted."""
    make_coupon(is_first_order_only=True)
    customer = make_customer()
    product = make_product(stock=9)
    order = paid_order((product, 1), coupon_code="HELLO", customer_id=customer.pk, guest_password="")
    settle(ask(order, "cancel"))
    again = make_order(product, coupon_code="HELLO", customer_id=customer.pk, guest_password="")
    assert again.coupon_amount == 1000
    with pytest.raises(CheckoutRefused, match=r"coupon_(used|first_order)"):
        make_order(product, coupon_code="HELLO", customer_id=customer.pk, guest_password="")
