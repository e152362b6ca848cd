"""The shipping fee given back over the Admin API (public manual, shippingfeecancellation; Appendix B)."""

from __future__ import annotations

import pytest

from accounts import tenancy
from accounts.models import AuditEntry
from orders.domain.refunds import mark_refunded
from orders.models import Order, Refund
from tests.orders.claiming import paid_order
from tests.orders.shop import SYSTEM, make_order, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(mall) -> Order:
    with tenancy.mall(mall.pk):
        return paid_order((make_product(), 1), gateway="cash")


def address(order: Order) -> str:
    return f"orders/{order.number}/shippingfeecancellation"


def test_a_fee_goes_back_and_is_told_until_the_money_went(api, mall, order):
    assert api.get(address(order)).json() == {"shippingfeecancellation": []}
    body = {
        "reason": "late",
        "claim_reason_type": "B",
        "refund_bank_name": "KB",
        "refund_bank_account_no": "1-2",
        "refund_bank_account_holder": "Kim",
    }
    made = api.post(address(order), body)
    assert made.status_code == 201, made.content
    code = made.json()["shippingfeecancellation"]["claim_code"]
    (row,) = api.get(address(order)).json()["shippingfeecancellation"]
    fee = f"{order.shipping_fee:.2f}"
    assert (row["claim_code"], row["claim_reason_type"], row["claim_reason"]) == (code, "B", "late")
    assert (row["status"], row["default_shipping_fee"], row["international_shipping_fee"]) == ("canceling", fee, "0.00")
    assert row["refund_amount"] == fee
    with tenancy.mall(mall.pk):
        refund = Refund.objects.get()
        assert (refund.bank_name, refund.account_number, refund.account_holder) == ("KB", "1-2", "Kim")
        assert AuditEntry.objects.get(action="order.fee_returned").actor_kind == "app"
        mark_refunded(refund.pk, actor=SYSTEM)
    assert api.get(address(order)).json()["shippingfeecancellation"][0]["status"] == "canceled"
    cancelled = api.get(f"cancellation/{code}").json()["cancellation"]
    assert (cancelled["refund_shipping_fee"], cancelled["items"]) == (fee, [])


def test_a_fee_goes_back_once(api, mall, order):
    assert api.post(address(order), {"reason": ""}).status_code == 201
    again = api.post(address(order), {"reason": ""})
    assert again.status_code == 422
    assert "(parameter.order_id)" in again.json()["error"]["message"]
    with tenancy.mall(mall.pk):
        assert Refund.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"claim_reason_type": "Z"}, "claim_reason_type"),
        ({"recover_coupon": "T"}, "recover_coupon"),
        ({"reason": "x" * 501}, "reason"),
        ({"refund_bank_account_holder": "x" * 31}, "refund_bank_account_holder"),
    ],
)
def test_wrong_values_are_422_and_give_nothing_back(api, mall, order, body, field):
    response = api.post(address(order), body)
    assert response.status_code == 422
    assert f"(parameter.{field})" in response.json()["error"]["message"]
    with tenancy.mall(mall.pk):
        assert not Refund.objects.exists()


def test_unpaid_orders_and_those_of_another_mall_give_nothing_back(api, mall, other_mall):
    with tenancy.mall(mall.pk):
        unpaid = make_order()
    with tenancy.mall(other_mall.pk):
        paid_order((make_product(), 1))
        foreign = paid_order((make_product(), 1))
    assert api.post(address(unpaid), {"reason": ""}).status_code == 422
    assert api.get(address(foreign)).status_code == 404
    assert api.post(address(foreign), {"reason": ""}).status_code == 404
    with tenancy.mall(other_mall.pk):
        assert not Refund.objects.exists()
