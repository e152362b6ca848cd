"""Every filter of the order lists finds what it should and nothing else (R0.59, R0.60, design 7)."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from accounts import tenancy
from accounts.models import Shop
from catalog.models import Product
from orders.folding import folded_name
from orders.forms.order_filters import months_after
from orders.models import Claim, Customer, Order, OrderMemo, Parcel, Refund
from orders.queries.order_filter import OrderFilter, list_orders
from tests.orders.shop import SYSTEM, make_order, make_paid_order, make_product, pay_order

LIST = reverse("orders:list")
SEOUL = ZoneInfo("Asia/Seoul")


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=SEOUL)


@pytest.fixture
def three(mall):
    """A: Kim Minji, 1 March, unpaid guest. B: 김민지, 2 March, paid. C: Minjae Park, member, shop 2, 1 September."""
    Shop.objects.create(mall=mall, shop_no=2, name="English", language="en", currency="USD")
    with tenancy.mall(mall.pk):
        shirt, cup = make_product(name="Linen shirt", stock=9), make_product(name="Cup", stock=9)
        a = make_order(shirt, name="Kim Minji")
        b = make_paid_order(cup, name="김민지")
        c = make_order(cup, name="Minjae Park")
        customer = Customer.objects.create(member_id="minjae", member_id_folded="minjae", name="Minjae Park")
        rows = {
            "A": (a, "2026-03-01 00:00", "20260301-0000001", {}),
            "B": (
                b,
                "2026-03-02 10:00",
                "20260302-0000001",
                {"paid_at": at("2026-04-05 09:00"), "payment_method": "test"},
            ),
            "C": (
                c,
                "2026-09-01 12:00",
                "20260901-0000012",
                {"shop_no": 2, "customer": customer, "total_amount": 20000},
            ),
        }
        emails = {"A": "kim@example.com", "B": "kimchi@example.org", "C": "park@example.com"}
        phones = {"A": "01012345678", "B": "01012990000", "C": "0212345678"}
        for letter, (order, placed, number, more) in rows.items():
            values = {"placed_at": at(placed), "number": number, "number_digits": number.replace("-", "")} | more
            values |= {"buyer_email_folded": emails[letter], "buyer_phone_digits": phones[letter]}
            Order.objects.filter(pk=order.pk).update(**values)
            order.name_grams.update(placed_at=at(placed))
        parcels = {"6501": ("2026-04-07 23:59", None), "6502": ("2026-04-08 00:00", at("2026-04-10 12:00"))}
        for parcel_no, (tracking, (shipped, delivered)) in enumerate(parcels.items(), start=1):
            facts = {"tracking_number": tracking, "shipped_at": at(shipped), "delivered_at": delivered}
            Parcel.objects.create(order=b, parcel_no=parcel_no, carrier="0006", **facts)
        for order, written in ((a, "2026-05-01 09:00"), (a, "2026-05-02 09:00"), (c, "2026-05-01 10:00")):
            OrderMemo.objects.create(order=order, text="Call back", created_at=at(written))
        for order, kind, asked in ((b, "return", "2026-06-03 23:59"), (a, "cancel", "2026-06-03 12:00")):
            facts = {"code": f"{kind}-1", "kind": kind, "reason": "other", "payer": "seller"}
            Claim.objects.create(order=order, requested_at=at(asked), **facts)
        for code, refunded in (("B-1", at("2026-06-10 00:00")), ("B-2", None)):
            Refund.objects.create(order=b, code=code, amount=100, gateway="test", refunded_at=refunded)
        yield {"cup": str(cup.pk), "shirt": str(shirt.pk)}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, "CBA"),
        # name: one letter, two, more, from the beginning and from the middle, any case and spaces
        ({"name": "k"}, "CA"),
        ({"name": "민"}, "B"),
        ({"name": "민지"}, "B"),
        ({"name": "김민지"}, "B"),
        ({"name": "김지"}, ""),
        ({"name": "MINJ"}, "CA"),
        ({"name": "minji"}, "A"),
        ({"name": "kim minji"}, "A"),
        ({"name": "kimminji"}, "A"),
        ({"name": "in"}, "CA"),
        ({"name": "inm"}, ""),
        ({"name": "minjiminji"}, ""),
        ({"name": "%"}, ""),
        ({"name": "minj", "stage": "awaiting_payment", "buyer": "guest"}, "A"),
        # number
        ({"number": "20260301-0000001"}, "A"),
        ({"number": "202603010000001"}, "A"),
        ({"number": "202603"}, "BA"),
        ({"number": "2026"}, "CBA"),
        ({"number": "20260302-00"}, "B"),
        ({"number": "20260301-0000001, 20260901-0000012"}, "CA"),
        ({"number": "20260302, 20260901-0000012"}, "CB"),
        ({"number": "99999999"}, ""),
        ({"number": "2"}, "CBA"),
        # email and phone
        ({"email": "KIM"}, "BA"),
        ({"email": "kim@example.com"}, "A"),
        ({"phone": "010-12"}, "BA"),
        ({"phone": "0101234"}, "A"),
        ({"phone": "1234"}, ""),
        # product
        ({"product": "linen"}, "A"),
        ({"product": "CUP"}, "CB"),
        ({"product": "irt"}, "A"),
        ({"product": "nobody's"}, ""),
        ({"product": "cup", "name": "minj"}, "C"),
        # period: whole days in Seoul, by order date and by payment date
        ({"since": "2026-03-01", "until": "2026-03-01"}, "A"),
        ({"since": "2026-03-01", "until": "2026-03-02"}, "BA"),
        ({"since": "2026-03-02", "until": "2026-09-02"}, "CB"),
        ({"since": "2026-08-01"}, "C"),
        ({"until": "2026-03-31"}, "BA"),
        ({"date": "paid", "since": "2026-04-05", "until": "2026-04-05"}, "B"),
        ({"date": "paid", "since": "2026-03-01", "until": "2026-03-31"}, ""),
        ({"date": "paid", "since": "2026-04-01", "until": "2026-04-30", "name": "민"}, "B"),
        ({"date": "shipped", "since": "2026-04-07", "until": "2026-04-07"}, "B"),
        ({"date": "shipped", "since": "2026-04-08", "until": "2026-04-08"}, "B"),
        ({"date": "shipped", "since": "2026-04-01", "until": "2026-04-30"}, "B"),
        ({"date": "shipped", "since": "2026-04-09", "until": "2026-04-30"}, ""),
        ({"date": "shipped", "since": "2026-04-01", "until": "2026-04-30", "name": "민지"}, "B"),
        ({"date": "shipped", "since": "2026-04-01", "until": "2026-04-30", "name": "minji"}, ""),
        ({"date": "shipped", "since": "2026-04-01", "until": "2026-04-30", "product": "cup"}, "B"),
        ({"date": "shipped", "since": "2026-04-01", "until": "2026-04-30", "email": "kimchi"}, "B"),
        ({"date": "shipped", "since": "2026-04-01", "until": "2026-04-30", "stage": "held"}, ""),
        ({"date": "delivered", "since": "2026-04-10", "until": "2026-04-10"}, "B"),
        ({"date": "delivered", "since": "2026-04-07", "until": "2026-04-09"}, ""),
        ({"date": "memo", "since": "2026-05-01", "until": "2026-05-31"}, "AC"),
        ({"date": "memo", "since": "2026-05-01", "until": "2026-05-01"}, "CA"),
        ({"date": "memo", "since": "2026-05-01", "until": "2026-05-31", "name": "minji"}, "A"),
        ({"date": "memo", "since": "2026-05-01", "until": "2026-05-31", "phone": "02"}, "C"),
        ({"date": "return", "since": "2026-06-03", "until": "2026-06-03"}, "B"),
        ({"date": "return", "since": "2026-06-04", "until": "2026-06-30"}, ""),
        ({"date": "return", "since": "2026-06-01", "until": "2026-06-30", "product": "cup"}, "B"),
        ({"date": "refund", "since": "2026-06-10", "until": "2026-06-10"}, "B"),
        ({"date": "refund", "since": "2026-06-01", "until": "2026-06-09"}, ""),
        ({"date": "refund", "since": "2026-06-01", "until": "2026-06-30", "stage": "held"}, ""),
        # tracking number
        ({"tracking": "6501"}, "B"),
        ({"tracking": " 6502 "}, "B"),
        ({"tracking": "650"}, ""),
        ({"tracking": "6501", "name": "minji"}, ""),
        # totals and payment method: in six months, or in the period that is named
        ({"least": "15000", "since": "2026-03-01", "until": "2026-09-01"}, "CBA"),
        ({"least": "15000.01", "since": "2026-03-01", "until": "2026-09-01"}, "C"),
        ({"most": "15000", "since": "2026-03-01", "until": "2026-09-01"}, "BA"),
        ({"least": "20000", "most": "20000", "since": "2026-03-01", "until": "2026-09-01"}, "C"),
        ({"least": "0"}, "C"),
        ({"method": "cash"}, "C"),
        ({"method": "test", "since": "2026-03-01", "until": "2026-09-01"}, "B"),
        # status, payment, buyer, shop
        ({"stage": "preparing"}, "B"),
        ({"payment": "paid"}, "B"),
        ({"payment": "awaiting"}, "CA"),
        ({"payment": "refunded"}, ""),
        ({"buyer": "member"}, "C"),
        ({"buyer": "guest"}, "BA"),
        ({"shop": "2"}, "C"),
        ({"shop": "1", "name": "minj"}, "A"),
    ],
    ids=str,
)
def test_filters_find(client, cast, three, query, found):
    with time_machine.travel(at("2026-11-26 12:00"), tick=False):
        cast.sign_in(client, "owner")
        response = client.get(f"{LIST}?{urlencode(query)}")
    assert response.status_code == 200
    letters = {"20260301-0000001": "A", "20260302-0000001": "B", "20260901-0000012": "C"}
    assert "".join(letters[row.number] for row in response.context["rows"]) == found
    count = len(found)
    assert response.context["summary"] == ("" if not found else f"{count} order{'s' if count > 1 else ''}")


def test_a_product_is_found_by_its_number_and_by_its_whole_code(client, cast, mall, three):
    with tenancy.mall(mall.pk):
        Product.objects.filter(pk=three["shirt"]).update(code="SHIRT-1")
    cast.sign_in(client, "owner")
    for text, found in ((three["shirt"], ["20260301-0000001"]), ("SHIRT-1", ["20260301-0000001"]), ("SHIRT-", [])):
        response = client.get(f"{LIST}?product={text}")
        assert [row.number for row in response.context["rows"]] == found


@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ("since=2026-01-01&until=2026-07-02", "until", "A period can be six months at most."),
        ("since=2026-03-02&until=2026-03-01", "until", "The period ends before it begins."),
        ("since=tomorrow", "since", "Enter a valid date."),
        (f"number={','.join(['20260301'] * 11)}", "number", "Type at most ten order numbers at once."),
        ("number=abc", "number", "An order number has digits"),
        ("phone=abc", "phone", "Type the digits"),
        ("stage=nowhere", "stage", "Select a valid choice."),
        ("least=5&most=4", "most", "The highest total is below the lowest."),
        ("least=much", "least", "Enter a number."),
        ("method=gold", "method", "Select a valid choice."),
        ("shop=99", "shop", "Select a valid choice."),
    ],
)
def test_what_cannot_be_searched_for_is_named_at_its_field(client, cast, mall, query, field, message):
    with tenancy.mall(mall.pk):
        make_order()
    cast.sign_in(client, "owner")
    response = client.get(f"{LIST}?{query}&name=kept")
    assert response.status_code == 422
    assert response.context["rows"] == []
    assert message in str(response.context["filters"].errors.get(field, ""))
    assert 'value="kept"' in response.content.decode()


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-03-31", -6, "2025-09-30"),
        ("2026-07-01", -6, "2026-01-01"),
        ("9998-12-31", 6, "9998-06-30"),
    ],
)
def test_months_end_with_their_last_day(day, months, expected):
    assert months_after(dt.date.fromisoformat(day), months) == dt.date.fromisoformat(expected)


def test_exactly_six_months_are_allowed(client, cast):
    cast.sign_in(client, "owner")
    assert client.get(f"{LIST}?since=2026-01-01&until=2026-07-01").status_code == 200


def test_payment_dates_order_the_list_by_payment(inside):
    product = make_product(stock=5)
    first, second = make_order(product), make_order(product)
    for order in (second, first):
        pay_order(order.pk, gateway="cash", actor=SYSTEM)
    wanted = OrderFilter(date_type="paid", starts_at=at("2000-01-01 00:00"), ends_at=at("2100-01-01 00:00"))
    listing = list_orders(wanted)
    assert (listing.at, listing.key) == ("paid_at", "id")
    assert [order.pk for order in listing.rows.order_by("-paid_at")] == [first.pk, second.pk]


def test_a_long_name_is_looked_for_by_all_its_pairs(inside):
    """Grams alone would also find names that hold the pairs elsewhere; the name itself is compared."""
    make_order(name="Jinj Mini")
    assert not list_orders(OrderFilter(name=folded_name("minji"))).rows.exists()
    assert list_orders(OrderFilter(name=folded_name("nj min"))).rows.exists()
