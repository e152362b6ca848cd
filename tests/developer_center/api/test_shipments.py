"""Parcels over the Admin API (wire contract 2.7, shipments; R2.41)."""

from __future__ import annotations

import pytest

from accounts import tenancy
from accounts.models import AuditEntry
from orders.models import Order, Parcel
from tests.orders.claiming import paid_order
from tests.orders.shop import make_order, make_product, statuses_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(mall) -> Order:
    with tenancy.mall(mall.pk):
        return paid_order((make_product(), 1), (make_product(), 1))


def statuses(mall, order: Order) -> list[str]:
    with tenancy.mall(mall.pk):
        return statuses_of(order)


def shipment(**changes: object) -> dict[str, object]:
    return {"tracking_no": "6501", "shipping_company_code": "0006", "status": "shipping"} | changes


def test_a_parcel_leaves_and_the_answer_is_a_list(api, mall, order):
    response = api.post(f"orders/{order.number}/shipments", shipment(order_item_code=[f"{order.number}-02"]))
    assert response.status_code == 201, response.content
    row = response.json()["shipments"][0]
    assert (row["shipping_code"], row["status"]) == (f"D-{order.number}-00", "shipping")
    assert row["order_item_code"] == [f"{order.number}-02"]
    assert statuses(mall, order) == ["N10", "N30"]
    second = api.post(f"orders/{order.number}/shipments", shipment(tracking_no="6502", carrier_id=2))
    assert second.json()["shipments"][0]["shipping_code"] == f"D-{order.number}-01"
    with tenancy.mall(mall.pk):
        assert AuditEntry.objects.filter(action="order.shipped").count() == 2  # each has the buyer's mail sent


def test_a_parcel_waits_leaves_and_arrives(api, mall, order):
    path = f"orders/{order.number}/shipments"
    code = api.post(path, shipment(status="standby")).json()["shipments"][0]["shipping_code"]
    assert statuses(mall, order) == ["N21", "N21"]
    assert [item["status"] for item in api.get(path).json()["shipments"][0]["items"]] == ["standby"] * 2
    answer = api.put(f"{path}/{code}", {"status": "shipping", "tracking_no": "7001", "shipping_company_code": "0018"})
    assert answer.json()["shipment"]["tracking_no"] == "7001"
    assert statuses(mall, order) == ["N30", "N30"]
    assert api.put(f"{path}/{code}", {"status": "standby"}).status_code == 422
    assert api.put(f"{path}/{code}", {"status": "shipped"}).json()["shipment"]["status"] == "shipped"
    assert statuses(mall, order) == ["N40", "N40"]
    assert api.put(f"{path}/{code}", {"status": "shipped"}).status_code == 200
    assert api.delete(f"{path}/{code}").status_code == 422


def test_a_waiting_parcel_is_taken_apart(api, mall, order):
    path = f"orders/{order.number}/shipments"
    code = api.post(path, shipment(status="standby")).json()["shipments"][0]["shipping_code"]
    gone = api.delete(f"{path}/{code}").json()["shipment"]
    assert gone["order_item_code"] == [f"{order.number}-01", f"{order.number}-02"]
    assert statuses(mall, order) == ["N20", "N20"]
    assert api.get(path).json()["shipments"] == []
    assert api.delete(f"{path}/{code}").status_code == 404


def test_a_parcel_sent_twice_leaves_once(api, mall, order):
    for _each in range(2):
        assert api.post(f"orders/{order.number}/shipments", shipment()).status_code == 201
    with tenancy.mall(mall.pk):
        assert Parcel.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"tracking_no": ""}, "tracking_no"),
        ({"shipping_company_code": "9999"}, "shipping_company_code"),
        ({"status": "flying"}, "status"),
        ({"order_item_code": ["20260101-0000001-01"]}, "order_item_code"),
        ({"order_item_code": []}, "order_item_code"),
    ],
)
def test_what_cannot_be_sent_is_422(api, mall, order, changes, field):
    response = api.post(f"orders/{order.number}/shipments", shipment(**changes))
    assert response.status_code == 422
    assert f"(parameter.{field})" in response.json()["error"]["message"]
    assert statuses(mall, order) == ["N10", "N10"]


@pytest.mark.parametrize("missing", ["tracking_no", "shipping_company_code", "status"])
def test_what_a_parcel_needs_is_named(api, order, missing):
    body = shipment()
    del body[missing]
    response = api.post(f"orders/{order.number}/shipments", body)
    assert response.status_code == 422
    assert f"(parameter.{missing})" in response.json()["error"]["message"]


@pytest.mark.parametrize("path", ["shipments", "fulfillments"])
def test_many_parcels_leave_together_or_not_at_all(api, mall, order, path):
    with tenancy.mall(mall.pk):
        unpaid = make_order()
    entries = [shipment(order_id=order.number), shipment(order_id=unpaid.number)]
    response = api.call("POST", path, body={"requests": entries})
    assert response.status_code == 422
    assert response.json()["error"]["message"].startswith("requests[1]: ")
    assert statuses(mall, order) == ["N10", "N10"]
    response = api.call("POST", path, body={"requests": entries[:1]})
    assert response.status_code == 201
    assert [row["order_id"] for row in response.json()[path]] == [order.number]
    assert statuses(mall, order) == ["N30", "N30"]


def test_many_parcels_are_changed_together_or_not_at_all(api, mall, order):
    code = api.post(f"orders/{order.number}/shipments", shipment(status="standby")).json()["shipments"][0][
        "shipping_code"
    ]
    entry = {"order_id": order.number, "shipping_code": code, "status": "shipping"}
    wrong = entry | {"shipping_code": f"D-{order.number}-07"}
    response = api.call("PUT", "shipments", body={"requests": [entry, wrong]})
    assert response.status_code == 404
    assert response.json()["error"]["message"].startswith("requests[1]: ")
    assert statuses(mall, order) == ["N21", "N21"]
    assert api.call("PUT", "shipments", body={"requests": [entry]}).json()["shipments"][0]["status"] == "shipping"
    assert statuses(mall, order) == ["N30", "N30"]


def test_another_mall_s_parcel_is_404(api, other_mall):
    with tenancy.mall(other_mall.pk):
        order = paid_order()
    assert api.get(f"orders/{order.number}/shipments").status_code == 404
    assert api.post(f"orders/{order.number}/shipments", shipment()).status_code == 404
    assert api.call("POST", "shipments", body={"requests": [shipment(order_id=order.number)]}).status_code == 404
    assert statuses(other_mall, order) == ["N10"]


@pytest.mark.parametrize("count", [1, 3])
def test_parcels_cost_as_much_for_three_as_for_one(api, mall, count, django_assert_num_queries):
    with tenancy.mall(mall.pk):
        order = paid_order(*[(make_product(), 1)] * count)
    for line in range(1, count + 1):
        api.post(
            f"orders/{order.number}/shipments",
            shipment(tracking_no=str(line), order_item_code=[f"{order.number}-{line:02d}"]),
        )
    with django_assert_num_queries(5 + 3):
        assert len(api.get(f"orders/{order.number}/shipments").json()["shipments"]) == count
