"""Pages about one order, claim, customer or mail: as many queries with three of everything around it as with one."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts import tenancy
from orders.domain.claims.decide import accept_claim
from orders.domain.mails.switches import Recipients, save_recipients
from orders.domain.memos import add_memo
from orders.domain.ship_items import Shipment, ship_items
from orders.models import MailKind, Order
from tests.orders.claiming import ask, deliver, paid_order
from tests.orders.customers import make_customer
from tests.orders.shop import SYSTEM, make_product

pytestmark = pytest.mark.django_db


def order_of(count: int) -> Order:
    """A paid order of `count` items, each in a parcel of its own, with as many memos and entries in the history."""
    order = paid_order(*((make_product(name=f"Shirt {number}"), 2) for number in range(count)), gateway="cash")
    for item in order.items.order_by("line_no"):
        ship_items(order.pk, Shipment("0006", f"T{item.pk}", frozenset({item.pk})), actor=SYSTEM)
        add_memo(order.pk, "A memo", actor=SYSTEM)
    return order


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("tab", "queries"),
    [("order", 17), ("payment", 13), ("customer", 12), ("recipient", 10), ("memo", 11), ("history", 14)],
)
def test_a_tab_of_an_order_asks_as_often_for_three_items_as_for_one(
    client, cast, mall, tab, queries, count, django_assert_num_queries
):
    with tenancy.mall(mall.pk):
        order = order_of(count)
        for line in range(1, count + 1):
            ask(deliver(order), "return", "defect", pieces={line: 1})
    address = f"{reverse('orders:detail', args=[order.number])}?tab={tab}"
    cast.sign_in(client, "owner")
    client.get(address)
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("kind", "queries"), [("return", 14), ("exchange", 14)])
def test_a_claim_asks_as_often_for_three_items_as_for_one(
    client, cast, mall, kind, queries, count, django_assert_num_queries
):
    with tenancy.mall(mall.pk):
        claim = ask(deliver(order_of(count)), kind, "defect")
        if kind == "return":
            accept_claim(claim.pk, actor=SYSTEM)
    address = reverse("orders:claim", args=[claim.code])
    cast.sign_in(client, "owner")
    client.get(address)
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_a_new_claim_asks_as_often_for_three_items_as_for_one(client, cast, mall, count, django_assert_num_queries):
    with tenancy.mall(mall.pk):
        order = deliver(order_of(count))
    address = f"{reverse('orders:claim_new', args=[order.number])}?kind=return"
    cast.sign_in(client, "owner")
    client.get(address)
    with django_assert_num_queries(11):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_a_customer_asks_as_often_for_three_orders_as_for_one(client, cast, mall, count, django_assert_num_queries):
    with tenancy.mall(mall.pk):
        customer = make_customer()
        for _ in range(count):
            order = paid_order(gateway="cash")
            Order.objects.filter(pk=order.pk).update(customer=customer)
    address = reverse("orders:customer", args=[customer.pk])
    cast.sign_in(client, "owner")
    client.get(address)
    with django_assert_num_queries(11):
        response = client.get(address)
    assert len(response.context["orders"]) == count


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("automated_emails", 9), ("mail_edit", 11)])
def test_mails_ask_as_often_for_three_kinds_that_differ_as_for_one(
    client, cast, mall, name, queries, count, django_assert_num_queries
):
    with tenancy.mall(mall.pk):
        for kind in list(MailKind)[:count]:
            save_recipients({kind: Recipients(False, True)}, actor=SYSTEM)
    address = reverse(f"orders:{name}", args=[MailKind.values[0]] if name == "mail_edit" else [])
    cast.sign_in(client, "owner")
    client.get(address)
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200
