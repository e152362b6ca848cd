"""Items, buyer, recipient and memos of an order, and its steps, over the Admin API (wire contract 2.7; R2.41)."""

from __future__ import annotations

import pytest

from accounts import tenancy
from accounts.models import AuditEntry
from orders.domain.memos import add_memo
from orders.domain.ship_items import Shipment, ship_items
from orders.models import ItemStatus, Order, OrderMemo
from tests.developer_center.api.periods import period
from tests.orders.claiming import deliver, paid_order
from tests.orders.shop import SYSTEM, make_order, make_product, statuses_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(mall) -> Order:
    """Paid, of two lines."""
    with tenancy.mall(mall.pk):
        return paid_order((make_product(name="Shirt", code="S-1"), 2), (make_product(name="Cap"), 1))


def statuses(mall, order: Order) -> list[str]:
    with tenancy.mall(mall.pk):
        return statuses_of(order)


@pytest.mark.parametrize(("step", "status"), [("prepareproduct", "N10"), ("prepare", "N20"), ("hold", "N22")])
def test_process_status_moves_the_named_items(api, mall, order, step, status):
    body = {"process_status": step, "order_item_code": [f"{order.number}-02"]}
    answer = api.put(f"orders/{order.number}", body)
    assert answer.status_code == 200, answer.content
    assert answer.json()["order"]["process_status"] == step
    assert statuses(mall, order) == ["N10", status]


def test_unhold_lets_held_items_go_on(api, mall, order):
    api.put(f"orders/{order.number}", {"process_status": "hold"})
    assert api.put(f"orders/{order.number}", {"process_status": "unhold"}).status_code == 200
    assert statuses(mall, order) == ["N20", "N20"]


def test_a_purchase_is_confirmed_once_it_was_delivered(api, mall, order):
    body = {"purchase_confirmation": "T"}
    assert api.put(f"orders/{order.number}", body).status_code == 422
    with tenancy.mall(mall.pk):
        deliver(order)
    assert api.put(f"orders/{order.number}", body).json()["order"]["purchase_confirmation"] == "T"
    assert statuses(mall, order) == ["N50", "N50"]
    assert api.put(f"orders/{order.number}", {"purchase_confirmation": "F"}).status_code == 422


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "process_status"),
        ({"process_status": "sell"}, "process_status"),
        ({"process_status": "unhold"}, "process_status"),
        ({"process_status": "hold", "order_item_code": ["20260101-0000001-01"]}, "order_item_code"),
        ({"process_status": "hold", "order_item_code": ["nonsense"]}, "order_item_code"),
    ],
)
def test_what_an_order_cannot_do_is_422_and_changes_nothing(api, mall, order, body, field):
    response = api.put(f"orders/{order.number}", body)
    assert response.status_code == 422
    assert f"(parameter.{field})" in response.json()["error"]["message"]
    assert statuses(mall, order) == ["N10", "N10"]


def test_many_orders_move_together_or_not_at_all(api, mall, order):
    with tenancy.mall(mall.pk):
        unpaid = make_order()
    entries = [
        {"order_id": order.number, "process_status": "hold"},
        {"order_id": unpaid.number, "process_status": "hold"},
    ]
    response = api.call("PUT", "orders", body={"requests": entries})
    assert response.status_code == 422
    assert response.json()["error"]["message"].startswith("requests[1]: ")
    assert statuses(mall, order) == ["N10", "N10"]
    response = api.call("PUT", "orders", body={"requests": entries[:1]})
    assert [row["order_id"] for row in response.json()["orders"]] == [order.number]
    assert statuses(mall, order) == ["N22", "N22"]


def test_more_than_a_hundred_entries_are_refused(api, order):
    entries = [{"order_id": order.number, "process_status": "hold"}] * 101
    assert api.call("PUT", "orders", body={"requests": entries}).status_code == 422


def test_items_say_prices_options_status_and_parcel(api, mall, order):
    with tenancy.mall(mall.pk):
        first = order.items.get(line_no=1)
        ship_items(order.pk, Shipment("0018", "6501", frozenset({first.pk})), actor=SYSTEM)
        first.refresh_from_db()
    shirt, cap = api.get(f"orders/{order.number}/items").json()["items"]
    assert (shirt["order_item_code"], shirt["item_no"], shirt["quantity"]) == (f"{order.number}-01", 1, 2)
    assert (shirt["product_no"], shirt["custom_product_code"], shirt["product_name"]) == (
        first.product_id,
        "S-1",
        "Shirt",
    )
    assert (shirt["product_price"], shirt["payment_amount"]) == ("12000.00", "24000.00")
    assert (shirt["order_status"], shirt["status_code"], shirt["status_text"]) == ("N30", "N1", "In transit")
    assert (shirt["tracking_no"], shirt["shipping_company_code"]) == ("6501", "0018")
    assert shirt["shipping_code"] == f"D-{order.number}-00"
    assert len(shirt["shipped_date"]) == len("2026-01-01 00:00:00")
    assert (cap["order_status"], cap["tracking_no"], cap["shipped_date"]) == ("N10", "", None)


@pytest.mark.parametrize("count", [1, 3])
def test_items_cost_as_much_for_three_as_for_one(api, mall, count, django_assert_num_queries):
    with tenancy.mall(mall.pk):
        order = paid_order(*[(make_product(), 1)] * count)
    with django_assert_num_queries(5 + 3):
        api.get(f"orders/{order.number}/items")


def test_the_buyer_is_corrected_and_the_history_says_how(api, mall, order):
    answer = api.put(f"orders/{order.number}/buyer", {"name": "Lee Hana", "cellphone": "010-7777-1111"})
    assert answer.json()["buyer"]["name"] == "Lee Hana"
    buyer = api.get(f"orders/{order.number}/buyer").json()["buyer"]
    assert (buyer["name"], buyer["email"], buyer["cellphone"]) == ("Lee Hana", "minji@example.com", "010-7777-1111")
    history = api.get(f"orders/{order.number}/buyer/history").json()["buyer"]
    assert {"field": "name", "before": "Kim Minji", "after": "Lee Hana"} in history[0]["changes"]
    assert history[0]["user_name"] == "app"
    assert api.put(f"orders/{order.number}/buyer", {"email": "no address"}).status_code == 422


def test_the_recipient_is_corrected_until_something_left(api, mall, order):
    path = f"orders/{order.number}/receivers"
    answer = api.put(f"{path}/D-{order.number}-00", {"name": "Lee Hana", "address2": "Room 7"})
    assert answer.status_code == 200, answer.content
    assert "shipping_code" not in answer.json()["receiver"]
    receiver = api.get(path).json()["receivers"][0]
    assert (receiver["name"], receiver["address1"], receiver["address2"]) == ("Lee Hana", "1 Sejong-daero", "Room 7")
    bulk = {"requests": [{"shipping_code": receiver["shipping_code"], "shipping_message": "Ring twice"}]}
    assert api.call("PUT", path, body=bulk).json()["receivers"][0]["shipping_message"] == "Ring twice"
    assert len(api.get(f"{path}/history").json()["receivers"]) == 2
    assert api.put(f"{path}/D-{order.number}-00", {"country_code": "US"}).status_code == 422
    assert api.put(f"{path}/D-20200101-0000001-00", {"name": "Nobody"}).status_code == 404
    with tenancy.mall(mall.pk):
        deliver(order)
    assert api.put(f"{path}/D-{order.number}-00", {"name": "Too late"}).status_code == 422


def test_memos_are_written_changed_and_deleted(api, mall, order):
    path = f"orders/{order.number}/memos"
    memo = api.post(path, {"content": "Call back", "fixed": "T"}).json()["memo"]
    assert (memo["content"], memo["fixed"], memo["author_id"]) == ("Call back", "T", "")
    api.put(f"{path}/{memo['memo_no']}", {"content": "Called", "fixed": "F"})
    assert [(row["content"], row["fixed"]) for row in api.get(path).json()["memos"]] == [("Called", "F")]
    listed = api.get("orders/memos", period()).json()["memos"]
    assert [(row["order_id"], row["memo_no"]) for row in listed] == [(order.number, memo["memo_no"])]
    assert api.delete(f"{path}/{memo['memo_no']}").json()["memo"]["memo_no"] == memo["memo_no"]
    assert api.get(path).json()["memos"] == []
    with tenancy.mall(mall.pk):
        actions = set(AuditEntry.objects.filter(object_id=order.pk).values_list("action", flat=True))
    assert {"order.memo_added", "order.memo_changed", "order.memo_deleted"} <= actions


def test_memos_of_other_orders_and_malls_are_404(api, mall, other_mall, order):
    with tenancy.mall(mall.pk):
        memo = add_memo(make_order().pk, "Another order's", actor=SYSTEM)
    with tenancy.mall(other_mall.pk):
        foreign = add_memo(make_order().pk, "Another mall's", actor=SYSTEM)
    for number in (memo.pk, foreign.pk):
        path = f"orders/{order.number}/memos/{number}"
        assert api.put(path, {"content": "Mine"}).status_code == 404
        assert api.delete(path).status_code == 404
    assert [row["content"] for row in api.get("orders/memos", period()).json()["memos"]] == ["Another order's"]
    assert api.get("orders/memos").status_code == 422
    with tenancy.mall(other_mall.pk):
        assert OrderMemo.objects.get().text == "Another mall's"


def test_carriers_and_statuses_are_named(api):
    carriers = api.get("carriers").json()["carriers"]
    assert [row["shipping_carrier_code"] for row in carriers][:2] == ["0006", "0079"]
    assert api.get("carriers/2").json()["carrier"]["shipping_carrier_code"] == "0079"
    assert api.get("carriers/99").status_code == 404
    assert api.get("carriers/x").status_code == 404
    statuses = api.get("orders/status").json()["status"]
    assert {row["status_code"]: row["basic_name"] for row in statuses}[ItemStatus.DELIVERED] == "Delivered"
