"""Cancellations, returns, exchanges, refunds and payments over the Admin API (contract, Appendix B; R2.41, R3.123).

What an app does comes out as if the merchant had done it: statuses, stock, refunds and the entries that mails hear of.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts import tenancy
from accounts.models import AuditEntry
from catalog.domain.create_product import create_product
from catalog.domain.facts import ProductFacts
from catalog.domain.options import Option
from catalog.models import Variant
from developer_center.wire import variant_code
from orders.models import Claim, Order, Refund
from tests.developer_center.api.periods import period
from tests.orders.claiming import ask, deliver, paid_order
from tests.orders.invariants import assert_invariants
from tests.orders.shop import SYSTEM, make_order, make_order_of, make_product, statuses_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(mall) -> Order:
    """Paid by bank transfer: two shirts and a cap; ten of each were there."""
    with tenancy.mall(mall.pk):
        return paid_order((make_product(name="Shirt"), 2), (make_product(name="Cap"), 1), gateway="cash")


@pytest.fixture
def delivered(mall, order) -> Order:
    with tenancy.mall(mall.pk):
        return deliver(order)


def stock(order: Order) -> list[int]:
    return [Variant.objects.get(pk=item.variant_id).stock for item in order.items.filter(replaces=None, line_no__lte=2)]


def item(order: Order, line: int, quantity: int = 1, **more: object) -> dict[str, object]:
    return {"order_item_code": f"{order.number}-{line:02d}", "quantity": quantity, **more}


def test_a_cancellation_ends_with_stock_refund_and_items_as_the_merchant_s_does(api, mall, order):
    body = {"status": "canceled", "items": [item(order, 1)], "reason": "Too many", "claim_reason_type": "A"}
    response = api.post(f"orders/{order.number}/cancellation", body)
    assert response.status_code == 201, response.content
    row = response.json()["cancellation"]
    assert (row["status"], row["items"]) == ("canceled", [item(order, 3)])  # one of two shirts is a line of its own
    with tenancy.mall(mall.pk):
        assert statuses_of(order) == ["N10", "N10", "C41"]
        assert stock(order) == [9, 9]
        refund = Refund.objects.get()
        assert (refund.amount, refund.state) == (Decimal(12000), Refund.State.WAITING)
        assert list(AuditEntry.objects.filter(object_type="claim").order_by("id").values_list("action", flat=True)) == [
            "claim.requested",
            "claim.accepted",
            "claim.done",
        ]
    claim = api.get(f"cancellation/{row['claim_code']}").json()["cancellation"]
    assert (claim["claim_reason_type"], claim["claim_reason"], claim["refund_amount"]) == ("A", "Too many", "12000.00")
    assert_invariants(mall.pk, inside=True)


def test_a_cancellation_that_begins_is_finished_later_without_stock(api, mall, order):
    body = {"status": "canceling", "items": [item(order, 2)], "reason": ""}
    code = api.post(f"orders/{order.number}/cancellation", body).json()["cancellation"]["claim_code"]
    answer = api.put(f"orders/{order.number}/cancellation/{code}", {"status": "canceled", "recover_inventory": "F"})
    assert answer.status_code == 200, answer.content
    assert answer.json()["cancellation"]["recover_inventory"] == "F"
    with tenancy.mall(mall.pk):
        assert stock(order) == [8, 9]
        assert Claim.objects.get().state == Claim.State.DONE


def test_undone_takes_a_claim_back(api, mall, order):
    code = api.post(f"orders/{order.number}/cancellation", {"status": "canceling"}).json()["cancellation"]["claim_code"]
    answer = api.put(f"orders/{order.number}/cancellation/{code}", {"undone": "T", "undone_reason": "Kept"})
    assert answer.json()["cancellation"]["undone"] == "T"
    with tenancy.mall(mall.pk):
        assert statuses_of(order) == ["N10", "N10"]
    assert api.put(f"orders/{order.number}/cancellation/{code}", {"status": "canceled"}).status_code == 422


def test_before_payment_an_order_is_cancelled_as_a_whole(api, mall):
    with tenancy.mall(mall.pk):
        order = make_order_of(make_product(), make_product())
    response = api.post(f"orders/{order.number}/cancellation", {"items": [item(order, 1)]})
    assert response.status_code == 422
    row = api.post(f"orders/{order.number}/cancellation", {"status": "canceled"}).json()["cancellation"]
    assert (row["status"], row["claim_code"], len(row["items"])) == ("canceled", "", 2)
    with tenancy.mall(mall.pk):
        assert statuses_of(order) == ["C49", "C49"]
        assert stock(order) == [10, 10]


def test_a_return_is_accepted_collected_and_finished(api, mall, delivered):
    body = {"status": "accepted", "items": [item(delivered, 2)], "claim_reason_type": "K", "reason": "Torn"}
    row = api.post(f"orders/{delivered.number}/return", body).json()["return"]
    path = f"orders/{delivered.number}/return/{row['claim_code']}"
    assert api.put(path, {"status": "collected"}).json()["return"]["status"] == "collected"
    answer = api.put(path, {"status": "returned", "recover_inventory": "T"}).json()["return"]
    assert (answer["status"], answer["recover_inventory"]) == ("returned", "T")
    with tenancy.mall(mall.pk):
        assert statuses_of(delivered) == ["N40", "R41"]
        assert stock(delivered) == [8, 10]
        assert Refund.objects.get().amount > 0
    assert_invariants(mall.pk, inside=True)


def test_the_store_lets_a_return_in_after_its_time_and_a_shopper_does_not(api, mall, order):
    with tenancy.mall(mall.pk):
        deliver(order, at=timezone.now() - dt.timedelta(days=60))
    body = {"order_id": order.number, "items": [item(order, 2)], "claim_reason_type": "A"}
    response = api.call("POST", "returnrequests", body={"requests": [body]})
    assert response.status_code == 422
    assert "requests[0]" in response.json()["error"]["message"]
    assert api.post(f"orders/{order.number}/return", body | {"status": "accepted"}).status_code == 201


def make_sized_product():
    facts = ProductFacts(
        name="Shirt",
        price=Decimal(12000),
        display=True,
        selling=True,
        tracks_stock=True,
        weight_grams=300,
        options=(Option("Size", ("S", "M")),),
    )
    product = create_product(facts, stock=0, actor=SYSTEM)
    Variant.objects.filter(product=product).update(stock=10, tracks_stock=True)
    return product


def test_an_exchange_sends_out_another_variant_and_takes_the_first_back(api, mall):
    with tenancy.mall(mall.pk):
        product = make_sized_product()
        order = deliver(paid_order((product, 2)))
    wish = item(order, 1, exchange_variant_code=variant_code(product.pk, 1))
    row = api.post(f"orders/{order.number}/exchange", {"status": "accepted", "items": [wish]}).json()["exchange"]
    items = api.get(f"orders/{order.number}/items").json()["items"]
    assert [one["order_status"] for one in items] == ["N40", "E10", "N01"]
    assert (items[2]["status_code"], items[2]["original_item_no"]) == ("N2", [2])
    assert items[2]["variant_code"] == variant_code(product.pk, 1)
    answer = api.call(
        "PUT",
        "exchange",
        body={"requests": [{"order_id": order.number, "claim_code": row["claim_code"], "status": "exchanged"}]},
    )
    assert answer.json()["exchange"][0]["status"] == "exchanged"
    with tenancy.mall(mall.pk):
        left = Variant.objects.filter(product=product).order_by("position").values_list("stock", flat=True)
        assert list(left) == [9, 9]
        assert not Refund.objects.exists()


def test_two_lines_of_one_variant_are_exchanged_each_for_its_own(api, mall):
    with tenancy.mall(mall.pk):
        product = make_sized_product()
        order = deliver(paid_order((product, 2), (product, 2)))
    wishes = [
        item(order, 1, exchange_variant_code=variant_code(product.pk, 1)),
        item(order, 2, 2, exchange_variant_code=variant_code(product.pk, 0)),
    ]
    response = api.post(f"orders/{order.number}/exchange", {"status": "accepted", "items": wishes})
    assert response.status_code == 201, response.content
    rows = api.get(f"orders/{order.number}/items").json()["items"]
    sent = {
        row["original_item_no"][0]: (row["variant_code"], row["quantity"]) for row in rows if row["original_item_no"]
    }
    assert sent == {3: (variant_code(product.pk, 1), 1), 2: (variant_code(product.pk, 0), 2)}


def test_requests_wait_are_refused_or_accepted_by_a_claim_on_the_same_items(api, mall, order):
    body = {"order_id": order.number, "items": [item(order, 1, 2)], "claim_reason_type": "B", "reason": "Late"}
    row = api.call("POST", "cancellationrequests", body={"requests": [body]}).json()["cancellationrequests"][0]
    with tenancy.mall(mall.pk):
        assert statuses_of(order) == ["C00", "N10"]
        assert Claim.objects.get().is_by_shopper
    refusal = {"order_id": order.number, "order_item_code": row["order_item_code"], "undone": "T"}
    assert api.call("PUT", "cancellationrequests", body={"requests": [refusal]}).status_code == 422  # without a reason
    refusal["reason"] = "It left today"
    answer = api.call("PUT", "cancellationrequests", body={"requests": [refusal]})
    assert answer.json()["cancellationrequests"][0]["undone"] == "T"
    with tenancy.mall(mall.pk):
        assert statuses_of(order) == ["N10", "N10"]
        assert Claim.objects.get().refusal == "It left today"
    api.call("POST", "cancellationrequests", body={"requests": [body]})
    accepted = api.post(f"orders/{order.number}/cancellation", body | {"status": "canceling"}).json()["cancellation"]
    with tenancy.mall(mall.pk):
        assert Claim.objects.count() == 2
        assert Claim.objects.get(code=accepted["claim_code"]).state == Claim.State.ACCEPTED


def test_what_cannot_be_sent_is_cancelled_at_the_store_s_cost_and_stays_off_the_shelf(api, mall, order):
    response = api.post(
        f"orders/{order.number}/shortagecancellation", {"items": [item(order, 2)], "reason": "Sold out"}
    )
    assert response.status_code == 201, response.content
    with tenancy.mall(mall.pk):
        assert statuses_of(order) == ["N10", "C41"]
        assert stock(order) == [8, 9]
        assert Claim.objects.get().payer == Claim.Payer.SELLER


def test_an_exchange_request_is_turned_down(api, mall, delivered):
    with tenancy.mall(mall.pk):
        ask(delivered, "exchange", "defect", pieces={2: 1})
    body = {"order_item_code": [f"{delivered.number}-02"], "undone": "T", "reason": "Worn"}
    answer = api.put(f"orders/{delivered.number}/exchangerequests", body)
    assert answer.json()["exchangerequests"]["undone"] == "T"
    assert api.put(f"orders/{delivered.number}/exchangerequests", body).status_code == 404


def test_claims_on_many_orders_are_all_made_or_none(api, mall, order):
    with tenancy.mall(mall.pk):
        sent = deliver(paid_order())
    entries = [{"order_id": one.number, "status": "canceled"} for one in (order, sent)]
    response = api.call("POST", "cancellation", body={"requests": entries})
    assert response.status_code == 422
    assert response.json()["error"]["message"].startswith("requests[1]: ")
    with tenancy.mall(mall.pk):
        assert statuses_of(order) == ["N10", "N10"]
        assert not Claim.objects.exists()
    response = api.call("POST", "cancellation", body={"requests": entries[:1]})
    assert [row["status"] for row in response.json()["cancellation"]] == ["canceled"]


def test_an_item_is_claimed_and_its_claim_taken_back(api, mall, order):
    path = f"orders/{order.number}/items/{order.number}-02"
    answer = api.put(path, {"claim_type": "C", "claim_status": "T", "claim_reason_type": "B"})
    assert answer.json()["item"]["claim_quantity"] == 1
    with tenancy.mall(mall.pk):
        assert statuses_of(order) == ["N10", "C10"]
    assert api.put(path, {"claim_type": "C", "claim_status": "F"}).status_code == 200
    with tenancy.mall(mall.pk):
        assert statuses_of(order) == ["N10", "N10"]
    assert api.put(path, {"claim_type": "C", "claim_status": "F"}).status_code == 404
    assert api.put(path, {"claim_status": "T"}).status_code == 422
    history = api.get(f"{path}/history").json()["history"]
    assert [row["action"] for row in history] == ["claim.withdrawn", "claim.accepted", "claim.requested"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"status": "returned"}, "status"),
        ({"items": [{"order_item_code": "20200101-0000001-01"}]}, "items"),
        ({"items": [{"quantity": 1}]}, "items.order_item_code"),
        ({"claim_reason_type": "Z"}, "claim_reason_type"),
    ],
)
def test_wrong_values_of_a_claim_are_422(api, order, body, field):
    response = api.post(f"orders/{order.number}/cancellation", body)
    assert response.status_code == 422
    assert f"(parameter.{field})" in response.json()["error"]["message"]


def test_more_pieces_than_there_are_and_items_that_left_are_refused(api, mall, order):
    too_many = {"items": [item(order, 1, 3)]}
    assert api.post(f"orders/{order.number}/cancellation", too_many).status_code == 422
    assert api.post(f"orders/{order.number}/return", {"items": [item(order, 1)]}).status_code == 422
    with tenancy.mall(mall.pk):
        assert not Claim.objects.exists()


def test_another_mall_s_claims_refunds_and_orders_are_404(api, other_mall):
    with tenancy.mall(other_mall.pk):
        order = paid_order()
        claim = ask(order, "cancel")
    assert api.get(f"cancellation/{claim.code}").status_code == 404
    assert api.put(f"orders/{order.number}/cancellation/{claim.code}", {"status": "canceled"}).status_code == 404
    entry = {"order_id": order.number, "claim_code": claim.code, "status": "canceled"}
    assert api.call("PUT", "cancellation", body={"requests": [entry]}).status_code == 404
    assert api.put(f"orders/{order.number}/payments", {"status": "paid"}).status_code == 404
    with tenancy.mall(other_mall.pk):
        assert Claim.objects.get().state == Claim.State.REQUESTED


def test_a_claim_of_another_kind_is_404(api, mall, order):
    with tenancy.mall(mall.pk):
        claim = ask(order, "cancel")
    assert api.get(f"return/{claim.code}").status_code == 404


def test_a_refund_by_hand_is_noted_as_done(api, mall, order):
    api.post(f"orders/{order.number}/cancellation", {"status": "canceled"})
    row = api.get("refunds", period()).json()["refunds"][0]
    assert (row["status"], row["refund_date"], row["order_id"]) == ("F", None, order.number)
    path = f"orders/{order.number}/refunds/{row['refund_code']}"
    assert api.put(path, {"status": "F"}).status_code == 422
    assert api.put(path, {"status": "T"}).json()["refund"]["status"] == "T"
    assert api.get(f"refunds/{row['refund_code']}").json()["refund"]["refund_date"] is not None
    order_row = api.get(f"orders/{order.number}").json()["order"]
    assert order_row["actual_order_amount"]["payment_amount"] == "0.00"
    assert order_row["initial_order_amount"]["payment_amount"] == f"{order.total_amount:.2f}"
    for query, count in (({"status": "T"}, 1), ({"status": "F"}, 0), ({"date_type": "refund_date"}, 1)):
        assert len(api.get("refunds", period() | query).json()["refunds"]) == count
    assert api.get("refunds").status_code == 422
    assert_invariants(mall.pk, inside=True)


@pytest.mark.parametrize("count", [1, 3])
def test_lists_of_refunds_and_unpaid_orders_ask_once(api, mall, count, django_assert_num_queries):
    for _each in range(count):
        with tenancy.mall(mall.pk):
            made = paid_order(gateway="cash")
            make_order()
        api.post(f"orders/{made.number}/cancellation", {"status": "canceled"})
    with django_assert_num_queries(5 + 1):
        assert len(api.get("refunds", period()).json()["refunds"]) == count
    with django_assert_num_queries(5 + 1):
        assert len(api.get("unpaidorders", period()).json()["unpaidorders"]) == count


def test_a_transfer_that_came_is_confirmed_once(api, mall):
    with tenancy.mall(mall.pk):
        order = make_order()
    for _each in range(2):
        row = api.put(f"orders/{order.number}/payments", {"status": "paid"}).json()["payment"]
        assert (row["status"], row["payment_amount"]) == ("paid", f"{order.total_amount:.2f}")
    with tenancy.mall(mall.pk):
        assert statuses_of(order) == ["N10"]
        assert AuditEntry.objects.filter(action="order.paid").count() == 1
    timeline = api.get(f"orders/{order.number}/paymenttimeline").json()["paymenttimeline"]
    assert [one["status"] for one in timeline] == ["paid"]
    number = timeline[0]["payment_no"]
    assert api.get(f"orders/{order.number}/paymenttimeline/{number}").json()["paymenttimeline"]["payment_no"] == number
    assert api.put(f"orders/{order.number}/payments", {"status": "canceled"}).status_code == 422


def test_payments_of_many_orders_are_all_confirmed_or_none(api, mall):
    with tenancy.mall(mall.pk):
        order, card = make_order(), make_order(payment_method="test")
    entries = [{"order_id": one.number, "status": "paid"} for one in (order, card)]
    response = api.call("PUT", "payments", body={"requests": entries})
    assert response.status_code == 422
    assert response.json()["error"]["message"].startswith("requests[1]: ")
    with tenancy.mall(mall.pk):
        assert statuses_of(order) == ["N00"]
    entries[1]["status"] = "canceled"
    assert api.call("PUT", "payments", body={"requests": entries}).status_code == 200
    with tenancy.mall(mall.pk):
        assert (statuses_of(order), statuses_of(card)) == (["N10"], ["C49"])


def test_amounts_of_items_are_what_is_paid_for_them(api, order, other_mall):
    codes = [f"{order.number}-02", f"{order.number}-01"]
    rows = api.get("orders/paymentamount", {"order_item_code": ",".join(codes)}).json()["paymentamount"]
    assert [(row["order_item_code"], row["payment_amount"]) for row in rows] == [
        (codes[0], "12000.00"),
        (codes[1], "24000.00"),
    ]
    assert api.get("orders/paymentamount").status_code == 422
    with tenancy.mall(other_mall.pk):
        foreign = make_order()
    assert api.get("orders/paymentamount", {"order_item_code": f"{foreign.number}-07"}).status_code == 404
    assert api.get("orders/coupons", {"order_id": foreign.number}).json()["coupons"] == []
    assert api.get("orders/benefits", {"order_id": order.number}).json()["benefits"] == []
