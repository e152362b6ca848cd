"""A shipping fee that goes back by itself, once (Appendix B, shippingfeecancellation)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accounts import tenancy
from orders.domain.claims.cancel_fee import cancel_shipping_fee
from orders.domain.claims.request import BankAccount
from orders.domain.claims.rules import ClaimRefused
from orders.domain.refunds import mark_refunded
from orders.models import Claim, Order, Refund, ShippingPolicy
from tests.orders.claiming import ask, deliver, paid_order, settle
from tests.orders.invariants import assert_invariants
from tests.orders.shop import SYSTEM, make_order, make_product

pytestmark = pytest.mark.django_db
FEE = Decimal(3000)


@pytest.fixture
def open_mall(mall):
    with tenancy.mall(mall.pk):
        ShippingPolicy.objects.create(shop_no=1, home_fee=FEE, free_from_amount=Decimal(50000), return_fee=FEE)
        yield mall
        assert_invariants(mall.pk, inside=True)


def cancel_fee(order: Order) -> Claim:
    return cancel_shipping_fee(order.pk, reason="delay", detail=" late ", bank=BankAccount(), actor=SYSTEM)


def refunds(order: Order) -> list[Decimal]:
    return list(Refund.objects.filter(order=order).order_by("pk").values_list("amount", flat=True))


def test_the_fee_goes_back_once_and_the_items_stay(open_mall):
    order = paid_order((make_product(price="12000"), 2), gateway="cash")
    claim = cancel_fee(order)
    assert (claim.kind, claim.state, claim.shipping_refund, claim.refund_amount) == ("cancel", "done", FEE, FEE)
    assert (claim.detail, claim.items.count()) == ("late", 0)
    assert refunds(order) == [FEE]
    with pytest.raises(ClaimRefused):
        cancel_fee(order)
    mark_refunded(Refund.objects.get().pk, actor=SYSTEM)
    order.refresh_from_db()
    assert (order.refunded_amount, order.payment_status) == (FEE, Order.PaymentStatus.PART_REFUNDED)
    assert (order.has_open_claim, order.cancelled_at) == (False, None)
    assert set(order.items.values_list("status", flat=True)) == {"N10"}


def test_a_cancellation_of_the_whole_order_gives_the_fee_back_no_second_time(open_mall):
    order = paid_order((make_product(price="12000"), 2))
    cancel_fee(order)
    settle(ask(order, "cancel"))
    assert refunds(order) == [FEE, 24000]
    assert sum(refunds(order)) == order.paid_amount


def test_a_return_for_a_defect_gives_it_back_no_second_time(open_mall):
    order = deliver(paid_order((make_product(price="12000"), 1)))
    cancel_fee(order)
    settle(ask(order, "return", "defect"))
    assert refunds(order) == [FEE, 12000]


def test_what_a_claim_gave_back_before_is_not_left(open_mall):
    order = deliver(paid_order((make_product(price="12000"), 1), (make_product(name="Cup"), 1)))
    settle(ask(order, "return", "defect", pieces={1: 1}))
    assert Claim.objects.get().shipping_refund == FEE
    with pytest.raises(ClaimRefused):
        cancel_fee(order)


@pytest.mark.parametrize("stand", ["unpaid", "free"])
def test_without_a_fee_that_was_paid_there_is_none_to_give_back(open_mall, stand):
    order = make_order() if stand == "unpaid" else paid_order((make_product(price="60000"), 1))
    with pytest.raises(ClaimRefused) as refused:
        cancel_fee(order)
    assert refused.value.code == "no_fee_left"
    assert not Claim.objects.exists()
