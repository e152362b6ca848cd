"""Orders as CSV: whole, filtered, harmless, streamed."""

from __future__ import annotations

import csv
import io

import pytest
from django.urls import reverse

from accounts import tenancy
from accounts.models import AuditEntry
from orders.domain.ship_items import Shipment, ship_items
from orders.models import Order
from orders.views import order_export
from tests.orders.shop import SYSTEM, make_order, make_paid_order, make_product

EXPORT = reverse("orders:export")


def lines(response) -> list[dict[str, str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_file_has_a_line_per_item_with_what_an_order_desk_needs(client, cast, mall):
    with tenancy.mall(mall.pk):
        order = make_paid_order(make_product(name="Shirt"), make_product(name="Cup", price="5000"))
        ship_items(order.pk, Shipment("0018", "777", frozenset({order.items.get(line_no=1).pk})), actor=SYSTEM)
    cast.sign_in(client, "owner")
    response = client.get(EXPORT)
    assert response.streaming
    assert response["Content-Disposition"].startswith(f'attachment; filename="orders-{mall.host}-')
    first, second = lines(response)
    assert first["Order number"] == order.number
    assert first["Item number"] == f"{order.number}-01"
    assert (first["Product"], first["Unit price"], first["Status"]) == ("Shirt", "12000", "In transit")
    assert (first["Carrier"], first["Tracking number"]) == ("Hanjin", "777")
    assert (second["Product"], second["Status"], second["Tracking number"]) == ("Cup", "Preparing product", "")
    assert (second["Total"], second["Currency"]) == ("20000", "KRW")


def test_pieces_join_without_a_gap_in_the_order_of_the_list(client, cast, mall, monkeypatch):
    monkeypatch.setattr(order_export, "ORDERS_AT_A_TIME", 2)
    with tenancy.mall(mall.pk):
        product = make_product(stock=9)
        for name in ("Kim A", "Kim B", "Lee C", "Kim D", "Kim E"):
            make_order(product, name=name)
        newest = list(Order.objects.order_by("-placed_at", "-id").values_list("number", flat=True))
    cast.sign_in(client, "owner")
    assert [line["Order number"] for line in lines(client.get(EXPORT))] == newest
    by_name = lines(client.get(f"{EXPORT}?name=kim"))
    assert [line["Customer name"] for line in by_name] == ["Kim E", "Kim D", "Kim B", "Kim A"]


def test_the_file_is_read_piece_by_piece_while_it_is_sent(client, cast, mall, monkeypatch):
    """The first lines leave before the later orders are read; memory holds one piece however many there are."""
    monkeypatch.setattr(order_export, "ORDERS_AT_A_TIME", 2)
    pieces: list[int] = []
    real = order_export.piece_for_export

    def counted(*args, **options):
        pieces.append(options["size"])
        return real(*args, **options)

    monkeypatch.setattr(order_export, "piece_for_export", counted)
    with tenancy.mall(mall.pk):
        product = make_product(stock=9)
        for _each in range(6):
            make_order(product)
    cast.sign_in(client, "owner")
    chunks = iter(client.get(EXPORT).streaming_content)
    assert pieces == []
    text = b""
    while text.count(b"\r\n") < 2:  # the header and a first order
        text += next(chunks)
    assert pieces == [2]
    text += b"".join(chunks)
    assert pieces == [2, 2, 2]
    assert text.count(b"\r\n") == 7


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t=", "\r="])
def test_no_text_of_a_shopper_is_a_formula(client, cast, mall, begins):
    with tenancy.mall(mall.pk):
        order = make_order()
        Order.objects.filter(pk=order.pk).update(shipping_message=f"{begins}1+1")
    cast.sign_in(client, "owner")
    assert lines(client.get(EXPORT))[0]["Shipping message"].startswith("'")


def test_a_name_is_no_formula(client, cast, mall):
    with tenancy.mall(mall.pk):
        make_order(name="=HYPERLINK(1)")
    cast.sign_in(client, "owner")
    assert lines(client.get(EXPORT))[0]["Customer name"] == "'=HYPERLINK(1)"


def test_taking_customers_data_out_stands_in_the_log(client, cast, mall):
    owner = cast.sign_in(client, "owner")
    client.get(f"{EXPORT}?name=kim")
    with tenancy.mall(mall.pk):
        entry = AuditEntry.objects.get(action="orders.exported")
        assert entry.actor_id == owner.pk
        assert entry.personal.get().values["after"]["filters"] == {"name": ["kim"]}


def test_filters_that_are_none_lead_back_to_the_list(client, cast):
    cast.sign_in(client, "owner")
    response = client.get(f"{EXPORT}?phone=abc")
    assert (response.status_code, response["Location"]) == (302, f"{reverse('orders:list')}?phone=abc")
