"""Labels on items over the Admin API (public manual, labels; wire contract, Appendix B)."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from accounts import tenancy
from accounts.models import AuditEntry
from orders.models import Order, OrderItemLabel
from tests.developer_center.api.periods import period
from tests.orders.claiming import paid_order
from tests.orders.shop import make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(mall) -> Order:
    with tenancy.mall(mall.pk):
        return paid_order((make_product(), 2), (make_product(name="Cup"), 1))


@pytest.fixture
def foreign(other_mall) -> Order:
    with tenancy.mall(other_mall.pk):
        paid_order((make_product(), 1))
        return paid_order((make_product(), 1))


def labels(order: Order, line: int = 1) -> str:
    return f"orders/{order.number}/items/{order.number}-{line:02d}/labels"


def test_an_item_is_labelled_read_back_changed_and_cleared(api, mall, order):
    created = api.post(labels(order), {"names": ["VIP", " Gift  wrap "]})
    assert created.status_code == 201
    assert created.json()["label"] == {
        "shop_no": 1,
        "order_id": order.number,
        "order_item_code": f"{order.number}-01",
        "names": ["VIP", "Gift wrap"],
    }
    assert api.get(labels(order)).json() == {"labels": {"shop_no": 1, "names": ["VIP", "Gift wrap"]}}
    assert api.put(labels(order), {"names": ["가나", "VIP"]}).json()["label"]["names"] == ["가나", "VIP"]
    assert api.put(labels(order), {"names": ["VIP", "가나"]}).status_code == 409
    gone = api.delete(f"{labels(order)}/{quote('가나')}")
    assert gone.json()["label"]["name"] == "가나"
    assert api.get(labels(order)).json()["labels"]["names"] == ["VIP"]
    assert api.delete(f"{labels(order)}/{quote('가나')}").status_code == 404
    with tenancy.mall(mall.pk):
        entry = AuditEntry.objects.filter(action="order.labelled").first()
    assert entry.actor_kind == "app"


def test_items_and_lists_tell_their_labels(api, order):
    api.post(labels(order), {"names": ["VIP", "Fragile"]})
    told = [item["labels"] for item in api.get(f"orders/{order.number}/items").json()["items"]]
    assert told == [["VIP", "Fragile"], None]
    found = api.get("orders", period() | {"labels": "Fragile,Other", "embed": "items"}).json()["orders"]
    assert [one["order_id"] for one in found] == [order.number]
    assert found[0]["items"][0]["labels"] == ["VIP", "Fragile"]
    assert api.get("orders/count", period() | {"labels": "Other"}).json() == {"count": 0}


def test_many_items_of_many_orders_are_labelled_in_one_call(api, mall, order):
    with tenancy.mall(mall.pk):
        second = paid_order((make_product(), 1))
    codes = [f"{order.number}-01", f"{second.number}-01"]
    entries = [{"name": name, "order_item_code": codes} for name in ("a", "b", "c")]
    answer = api.call("POST", "labels", body={"requests": entries})
    assert answer.status_code == 201
    assert answer.json()["labels"] == [{"shop_no": 1, **entry} for entry in entries]
    first_page = api.get("labels", {"limit": 2}).json()
    assert first_page["labels"] == {"shop_no": 1, "names": ["a", "b"]}
    assert [link["rel"] for link in first_page["links"]] == ["next"]
    assert "offset=2" in first_page["links"][0]["href"]
    last = api.get("labels", {"limit": 2, "offset": 2}).json()
    assert last["labels"]["names"] == ["c"]
    assert [link["rel"] for link in last["links"]] == ["prev"]


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ({"name": "a,b"}, "name"),
        ({"name": ""}, "name"),
        ({"name": "x" * 51}, "name"),
        ({"name": "a", "order_item_code": []}, "order_item_code"),
        ({"name": "a", "order_item_code": "x"}, "order_item_code"),
        ({"name": "a", "order_item_code": ["{number}-09"]}, "order_item_code"),
    ],
)
def test_a_batch_with_a_wrong_entry_labels_nothing(api, mall, order, entry, field):
    code = f"{order.number}-01"
    wrong = {"order_item_code": [code]} | entry
    if isinstance(wrong["order_item_code"], list):
        wrong["order_item_code"] = [one.replace("{number}", order.number) for one in wrong["order_item_code"]]
    response = api.call("POST", "labels", body={"requests": [{"name": "good", "order_item_code": [code]}, wrong]})
    assert response.status_code == 422
    assert f"(parameter.{field})" in response.json()["error"]["message"]
    assert "requests[1]" in response.json()["error"]["message"]
    with tenancy.mall(mall.pk):
        assert not OrderItemLabel.objects.exists()


@pytest.mark.parametrize(
    ("method", "body"), [("post", {}), ("post", {"names": []}), ("put", {}), ("put", {"names": ["a/b"]})]
)
def test_names_that_are_none_are_422(api, order, method, body):
    response = getattr(api, method)(labels(order), body)
    assert response.status_code == 422
    assert "(parameter.names)" in response.json()["error"]["message"]


def test_labels_of_another_mall_are_out_of_reach(api, mall, other_mall, order, foreign):
    """Its order has a number that this mall has not."""
    assert api.get(labels(foreign)).status_code == 404
    assert api.post(labels(foreign), {"names": ["x"]}).status_code == 404
    assert api.put(labels(foreign), {"names": ["x"]}).status_code == 404
    assert api.delete(f"{labels(foreign)}/x").status_code == 404
    assert api.post("labels", {"name": "x", "order_item_code": [f"{foreign.number}-01"]}).status_code == 404
    for one in (mall, other_mall):
        with tenancy.mall(one.pk):
            assert not OrderItemLabel.objects.exists()
    assert api.get("labels").json()["labels"]["names"] == []
