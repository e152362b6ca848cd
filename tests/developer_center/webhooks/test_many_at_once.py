"""What one request or job did to many rows is one event (90041, 90071 to 90074), in order for each of the rows."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
import structlog
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts import tenancy
from accounts.jobs import enqueue
from accounts.models import AuditEntry
from catalog.domain.set_visibility import set_visibility
from catalog.domain.set_weights import set_weights
from developer_center.domain.webhooks.claim import claim_due
from developer_center.domain.webhooks.dispatch import dispatch
from developer_center.domain.webhooks.payloads.event import Event, Together, row_of
from developer_center.domain.webhooks.together import MOST_ROWS, groups_of
from developer_center.models import App, WebhookBody, WebhookDelivery
from orders.domain.close_overdue import CLOSE_TASK
from orders.domain.hold_items import hold_items
from orders.domain.prepare_items import prepare_items
from orders.domain.refunds import mark_refunded
from orders.domain.ship_items import Shipment, ship_items
from orders.models import ItemStatus, Order, OrderItem, Refund, ShippingPolicy
from tests.developer_center.webhooks.conftest import install, listening_app
from tests.developer_center.webhooks.receiver import Answer
from tests.developer_center.webhooks.sending import BY, DISPATCH, later, send
from tests.developer_center.webhooks.shapes import misfits
from tests.ledger import run_due_jobs
from tests.orders.claiming import ask, deliver, paid_order, settle
from tests.orders.shop import SYSTEM, make_order, make_paid_order, make_product

LIST = reverse("orders:list")
UNHEARD = "http://127.0.0.1:9/hooks"
SINGLES = [90024, 90026, 90027, 90029]


@pytest.fixture
def both(developer, mall) -> App:
    """Hears of orders one by one and of many at once."""
    app = listening_app(developer, UNHEARD, [*SINGLES, 90025, 90071, 90072, 90073, 90074])
    install(app, mall)
    return app


@pytest.fixture
def one_by_one(developer, mall) -> App:
    app = listening_app(developer, UNHEARD, SINGLES, name="Single")
    install(app, mall)
    return app


def made(mall, count: int, make=make_paid_order) -> list[Order]:
    with tenancy.mall(mall.pk):
        product = make_product(stock=50)
        orders = [make(product) for _each in range(count)]
    run_due_jobs(DISPATCH)
    WebhookDelivery.objects.all().delete()
    return orders


def heard(app: App) -> list[tuple[int, dict[str, Any]]]:
    """What an app is told, in the order in which it is sent."""
    run_due_jobs(DISPATCH)
    found = []
    for row in WebhookDelivery.objects.filter(app=app).order_by("pk"):
        with tenancy.mall(row.mall_id):
            resource = json.loads(WebhookBody.objects.get(delivery_id=row.pk).text)["resource"]
        assert misfits(row.event_no, resource) == []
        found.append((row.event_no, resource))
    return found


def joined(orders: list[Order]) -> str:
    return ",".join(sorted(order.number for order in orders))


@pytest.mark.parametrize(
    ("action", "number", "code"),
    [
        ("prepare", 90071, "shipping_ready"),
        ("await-shipment", 90071, "shipping_standby"),
        ("hold", 90071, "do_shipping_holding"),
        ("ship", 90071, "shipping_start"),
        ("cancel", 90072, "cancel_unpaid_order"),
    ],
)
def test_a_step_for_ticked_orders_is_one_event_and_an_entry_for_each(
    client, cast, mall, both, one_by_one, action, number, code
):
    """Wire contract 3: 90071 and 90072; the app that ticked single events alone hears of each order."""
    orders = made(mall, 3, make_order if action == "cancel" else make_paid_order)
    cast.sign_in(client, "owner")
    tracking = {f"tracking-{order.number}": f"12345{order.pk}" for order in orders}
    values = {"action": action, "order": [order.number for order in orders], "carrier": "0006"} | tracking
    assert client.post(LIST, values).status_code == 302
    [(event_no, resource)] = heard(both)
    assert (event_no, resource["order_id"], resource["event_code"]) == (number, joined(orders), code)
    single = {90071: 90024, 90072: 90026}[number]
    assert [(no, one["order_id"]) for no, one in heard(one_by_one)] == [(single, one.number) for one in orders]
    with tenancy.mall(mall.pk):
        entries = AuditEntry.objects.filter(object_type="order").order_by("-pk")[:3]
        assert {entry.object_id for entry in entries} == {order.pk for order in orders}
        assert len({entry.request_id for entry in entries}) == 1


def test_payments_taken_at_once_have_no_bulk_event(client, cast, mall, both):
    orders = made(mall, 2, make_order)
    cast.sign_in(client, "owner")
    client.post(LIST, {"action": "confirm-payment", "order": [order.number for order in orders]})
    assert [(no, one["order_id"]) for no, one in heard(both)] == [(90025, order.number) for order in orders]


def test_a_step_for_one_order_is_told_as_such(client, cast, mall, both):
    [order] = made(mall, 1)
    cast.sign_in(client, "owner")
    client.post(LIST, {"action": "hold", "order": [order.number]})
    assert [no for no, _one in heard(both)] == [90024]


def test_the_nightly_delivery_of_many_orders_is_one_event(mall, both):
    """The rows of a job go together as those of a request do."""
    with tenancy.mall(mall.pk):
        ShippingPolicy.objects.create(shop_no=1, delivers_after_days=7)
    orders = made(mall, 3)
    with tenancy.mall(mall.pk):
        for order in orders:
            ship_items(order.pk, Shipment("0006", "1"), actor=SYSTEM)
        OrderItem.objects.update(shipped_at=timezone.now() - dt.timedelta(days=8))
    run_due_jobs(DISPATCH)
    WebhookDelivery.objects.all().delete()
    enqueue(CLOSE_TASK, mall_id=mall.pk)
    run_due_jobs(CLOSE_TASK)
    [(number, resource)] = heard(both)
    assert (number, resource["order_id"], resource["event_code"]) == (90071, joined(orders), "shipping_end")


@pytest.mark.parametrize("count", [2, 5])
def test_telling_of_many_at_once_asks_no_more_for_more_of_them(mall, both, count, django_assert_num_queries):
    orders = made(mall, count)
    with tenancy.mall(mall.pk), structlog.contextvars.bound_contextvars(request_id="bulk"):
        for order in orders:
            hold_items(order.pk, actor=BY)
    with tenancy.acting_for(mall.pk), django_assert_num_queries(18):
        dispatch()


def test_refunds_and_returns_of_one_request(mall, both):
    """90073 and 90074: an app that settles the claims of many orders in one call."""
    with tenancy.mall(mall.pk):
        orders = [deliver(paid_order(gateway="cash")) for _each in range(2)]
    run_due_jobs(DISPATCH)
    WebhookDelivery.objects.all().delete()
    with tenancy.mall(mall.pk), structlog.contextvars.bound_contextvars(request_id="one-call"):
        for order in orders:
            settle(ask(order, "return"))
        for refund in Refund.objects.order_by("pk"):
            mark_refunded(refund.pk, actor=BY)
    told = heard(both)
    assert [no for no, _one in told] == [90074, 90074, 90074, 90074, 90073]
    assert {one["order_id"] for _no, one in told} == {joined(orders)}
    codes = ["return_order_request", "return_order_process", "pickup_complete_order", "return_order", "refund_order"]
    assert [one["event_code"] for _no, one in told] == codes


def test_another_malls_orders_are_in_no_list(mall, other_mall, both):
    mine, theirs = made(mall, 2), made(other_mall, 2)
    with structlog.contextvars.bound_contextvars(request_id="same-name"):
        for owner, orders in ((mall, mine), (other_mall, theirs)):
            with tenancy.mall(owner.pk):
                for order in orders:
                    hold_items(order.pk, actor=BY)
    assert [one["order_id"] for _no, one in heard(both)] == [joined(mine)]


def entry(pk: int, action: str, order_id: int) -> AuditEntry:
    return AuditEntry(
        pk=pk, action=action, object_type="order", object_id=order_id, request_id="r", actor_kind="system"
    )


def how(one: AuditEntry) -> Together | None:
    """Sent and held go together by their action; paid does not."""
    if one.action == "paid":
        return None
    number = {"sent": 90071, "held": 90072}[one.action]
    return Together(number, 90024, row_of(one), (), lambda _rows: Event(number, "", {}))


@pytest.mark.parametrize(
    ("happened", "groups"),
    [
        ("sent:1 sent:2 sent:3", [{1, 2, 3}]),
        ("sent:1 held:1 sent:2 held:2", [{1, 3}, {2, 4}]),
        ("sent:1 paid:2 sent:2 sent:3", [{3, 4}]),  # told with 1, sent:2 would come before paid:2
        ("sent:1 paid:1 sent:2", [{1, 3}]),
        ("sent:1 sent:1 sent:2", [{1, 2, 3}]),
        ("sent:1 held:2 sent:2 held:1", [{2, 4}]),  # and 1 and 3 by themselves, around it
        ("sent:1", []),
        ("sent:1 sent:1", []),
    ],
)
def test_a_row_joins_only_where_it_overtakes_nothing_of_its_own(happened, groups):
    steps = [step.split(":") for step in happened.split()]
    entries = [entry(place, action, int(row)) for place, (action, row) in enumerate(steps, start=1)]
    found = groups_of(entries, how)
    unique = {id(group): {one.pk for one in group.entries} for group in found.values()}
    assert list(unique.values()) == groups


def test_an_event_names_a_hundred_rows_at_most():
    entries = [entry(place, "sent", place) for place in range(1, MOST_ROWS + 3)]
    sizes = {len(group.rows) for group in groups_of(entries, how).values()}
    assert sizes == {MOST_ROWS, 2}


def prepare(order: Order, wanted: ItemStatus) -> None:
    prepare_items(order.pk, wanted, actor=BY)


def test_events_of_each_row_keep_their_order_around_one_about_many(developer, mall, receiver):
    """A single event that fails holds up the bulk event about its order, and that what follows for the others."""
    install(listening_app(developer, receiver.url, [90024, 90071]), mall)
    first, second, other = made(mall, 3)
    receiver.answer = Answer(500)
    with tenancy.mall(mall.pk):
        prepare(first, ItemStatus.PREPARING_SHIPMENT)
    send()
    receiver.answer = Answer(200)
    with tenancy.mall(mall.pk), structlog.contextvars.bound_contextvars(request_id="bulk"):
        for order in (first, second):
            prepare(order, ItemStatus.AWAITING_SHIPMENT)
    with tenancy.mall(mall.pk):
        hold_items(second.pk, actor=BY)
        hold_items(other.pk, actor=BY)
    receiver.got.clear()
    send()
    assert [got.json["resource"]["order_id"] for got in receiver.got] == [other.number]
    assert len(set(waiting().values_list("next_attempt_at", flat=True))) == 1  # nobody looks at them before
    with later(seconds=6):
        send()
    told = [(got.event_no, got.json["resource"]["order_id"]) for got in receiver.got[1:]]
    assert told == [(90024, first.number), (90071, joined([first, second])), (90024, second.number)]


def test_a_bulk_event_that_fails_puts_off_what_follows_for_its_rows(developer, mall, receiver):
    install(listening_app(developer, receiver.url, [90024, 90071]), mall)
    first, second, other = made(mall, 3)
    receiver.answer = lambda got: Answer(500 if got.event_no == 90071 else 200)
    with tenancy.mall(mall.pk), structlog.contextvars.bound_contextvars(request_id="bulk"):
        for order in (first, second):
            prepare(order, ItemStatus.AWAITING_SHIPMENT)
    send()
    with tenancy.mall(mall.pk):
        for order in (second, other):
            hold_items(order.pk, actor=BY)
    send()
    assert [got.event_no for got in receiver.got] == [90071, 90024]
    assert receiver.got[1].json["resource"]["order_id"] == other.number
    assert len(set(waiting().values_list("next_attempt_at", flat=True))) == 1


def test_products_of_a_bulk_step_wait_for_what_came_before_them(developer, mall):
    """90041 too: it may not overtake the change of one of its products, nor be overtaken."""
    install(listening_app(developer, UNHEARD, [90002, 90041]), mall)
    with tenancy.mall(mall.pk):
        cup, plate = (make_product(name=name) for name in ("Cup", "Plate"))
    for name, change in (
        ("one", lambda: set_visibility([cup.pk], "display", False, shop_no=1, actor=BY)),
        ("two", lambda: set_weights([cup.pk, plate.pk], 100, actor=BY)),
        ("three", lambda: set_visibility([plate.pk], "display", False, shop_no=1, actor=BY)),
    ):
        with tenancy.mall(mall.pk), structlog.contextvars.bound_contextvars(request_id=name):
            change()
    run_due_jobs(DISPATCH)
    assert [row.event_no for row in waiting()] == [90002, 90041, 90002]
    for row in waiting():
        [claimed] = claim_due(10)
        assert claimed.delivery.pk == row.pk
        WebhookDelivery.objects.filter(pk=row.pk).update(state="done")


def waiting() -> QuerySet[WebhookDelivery]:
    return WebhookDelivery.objects.filter(state="waiting").order_by("pk")
