"""Steps for many ticked orders at once: each order stands for itself."""

from __future__ import annotations

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts import tenancy
from accounts.models import AuditEntry
from orders.domain.hold_items import hold_items
from orders.domain.prepare_items import prepare_items
from orders.domain.ship_items import Shipment, ship_items
from orders.models import ItemStatus, Order, OrderStage, Parcel
from tests.orders.shop import SYSTEM, make_order, make_paid_order, make_product, statuses_of

LIST = reverse("orders:list")
PREPARING = reverse("orders:preparing")
UNPAID = reverse("orders:awaiting_payment")


def say(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.mark.parametrize(
    ("action", "before", "stage"),
    [
        ("confirm-payment", "unpaid", OrderStage.PREPARING),
        ("cancel", "unpaid", OrderStage.CLOSED),
        ("prepare", "paid", OrderStage.PREPARING),
        ("await-shipment", "paid", OrderStage.AWAITING_SHIPMENT),
        ("hold", "paid", OrderStage.HELD),
        ("unhold", "held", OrderStage.PREPARING),
        ("deliver", "shipped", OrderStage.DELIVERED),
    ],
)
def test_a_step_changes_the_ticked_orders_and_no_others(client, cast, mall, action, before, stage):
    with tenancy.mall(mall.pk):
        product = make_product(stock=9)
        orders = [make_order(product) if before == "unpaid" else make_paid_order(product) for _each in range(3)]
        for order in orders:
            if before == "held":
                hold_items(order.pk, actor=SYSTEM)
            if before == "shipped":
                ship_items(order.pk, Shipment("0006", "1"), actor=SYSTEM)
        untouched = Order.objects.get(pk=orders[2].pk).stage
    owner = cast.sign_in(client, "owner")
    ticked = [order.number for order in orders[:2]]
    response = client.post(f"{LIST}?name=kim", {"action": action, "order": ticked})
    assert response.status_code == 302
    assert response["Location"] == f"{LIST}?name=kim"
    assert say(response)[0].endswith(f"(2): {', '.join(ticked)}")
    with tenancy.mall(mall.pk):
        assert [Order.objects.get(pk=order.pk).stage for order in orders] == [stage, stage, untouched]
        last = AuditEntry.objects.filter(object_type="order", object_id=orders[0].pk).order_by("-id")[0]
        assert (last.actor_kind, last.actor_id) == ("operator", owner.pk)


def test_a_refused_order_is_named_with_its_reason_and_the_others_are_done(client, cast, mall):
    with tenancy.mall(mall.pk):
        product = make_product(stock=9)
        waiting, paid = make_order(product), make_paid_order(product)
    cast.sign_in(client, "owner")
    numbers = [waiting.number, paid.number, "20200101-0000001"]
    response = client.post(UNPAID, {"action": "confirm-payment", "order": numbers})
    done, *refused = say(response)
    assert done == f"Payment confirmed (1): {waiting.number}"
    assert sorted(refused) == sorted(
        [
            f"Not changed (1): {paid.number}. The payment is confirmed already.",
            "Not changed (1): 20200101-0000001. There is no such order.",
        ]
    )


def test_tracking_numbers_go_to_their_orders_and_a_missing_one_comes_back(client, cast, mall):
    with tenancy.mall(mall.pk):
        product = make_product(stock=9)
        first, second, third = (make_paid_order(product) for _each in range(3))
        hold_items(third.pk, actor=SYSTEM)
    cast.sign_in(client, "owner")
    data = {
        "action": "ship",
        "carrier": "0018",
        "order": [first.number, second.number],
        f"tracking-{first.number}": "111",
        f"tracking-{second.number}": "",
    }
    response = client.post(PREPARING, data)
    assert response.status_code == 422
    rows = {row.number: row for row in response.context["rows"]}
    assert set(rows) == {second.number}
    assert rows[second.number].error == "Type the tracking number."
    page = response.content.decode()
    assert f"Shipped (1): {first.number}" in page
    assert '<option value="0018" selected>' in " ".join(page.split())
    with tenancy.mall(mall.pk):
        assert Parcel.objects.get().tracking_number == "111"
        assert statuses_of(second) == [ItemStatus.PREPARING_PRODUCT]


def test_nothing_is_half_done_when_an_order_cannot_take_a_step(client, cast, mall):
    """One item may go on, the other not in its place: the whole order is shipped as far as it can, or not at all."""
    with tenancy.mall(mall.pk):
        order = make_paid_order(make_product(), make_product())
        prepare_items(order.pk, ItemStatus.AWAITING_SHIPMENT, actor=SYSTEM)
    cast.sign_in(client, "owner")
    client.post(LIST, {"action": "deliver", "order": [order.number]})
    with tenancy.mall(mall.pk):
        assert statuses_of(order) == [ItemStatus.AWAITING_SHIPMENT] * 2
        assert not AuditEntry.objects.filter(action="order.delivered").exists()


@pytest.mark.parametrize(
    ("data", "message"),
    [({"action": "hold"}, "Tick at least one order."), ({"order": ["x" * 16]}, "Choose what to do")],
)
def test_without_orders_or_a_step_nothing_happens(client, cast, data, message):
    cast.sign_in(client, "owner")
    assert say(client.post(LIST, data))[0].startswith(message)


def test_another_malls_orders_cannot_be_ticked(client, cast, other_mall):
    with tenancy.mall(other_mall.pk):
        theirs = make_order()
    cast.sign_in(client, "owner")
    response = client.post(LIST, {"action": "cancel", "order": [theirs.number]})
    assert say(response) == [f"Not changed (1): {theirs.number}. There is no such order."]
    with tenancy.mall(other_mall.pk):
        assert statuses_of(theirs) == [ItemStatus.AWAITING_PAYMENT]


@pytest.mark.parametrize(("who", "status"), [("operator_without_orders", 403), (None, 302)])
def test_steps_need_the_right_to_orders(client, cast, mall, who, status):
    with tenancy.mall(mall.pk):
        order = make_order()
    cast.sign_in(client, who)
    assert client.post(LIST, {"action": "cancel", "order": [order.number]}).status_code == status
    with tenancy.mall(mall.pk):
        assert statuses_of(order) == [ItemStatus.AWAITING_PAYMENT]
