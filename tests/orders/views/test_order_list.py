"""Orders > Fulfillment: the lists, their queries, pages and rights (R0.58 to R0.61)."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import tenancy
from accounts.models import Mall, Shop
from orders.domain.ship_items import Shipment, ship_items
from orders.models import ExportDeclaration, Order, Parcel
from orders.queries import order_list
from orders.views import order_list as view
from tests.orders.shop import SYSTEM, make_order, make_paid_order, make_product

LIST = reverse("orders:list")
STAGES = ["awaiting_payment", "preparing", "awaiting_shipment", "held", "in_transit", "delivered"]
DOOR = ("SAVEPOINT", "RELEASE", "SET LOCAL")


def numbers(response) -> list[str]:
    return [row.number for row in response.context["rows"]]


def selects(queries) -> list[str]:
    return [query["sql"] for query in queries if not query["sql"].startswith(DOOR)]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("query", ["", "?name=minji", "?phone=010&stage=preparing", "?product=Linen"])
def test_a_list_takes_six_queries_for_one_order_and_for_three(client, cast, mall, count, query):
    """Design 11: at most six, session, user and operator included; orders, items, shops with counts."""
    with tenancy.mall(mall.pk):
        product = make_product(stock=10)
        for _each in range(count):
            make_paid_order(product)
    cast.sign_in(client, "owner")
    client.get(LIST)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = client.get(LIST + query)
    assert len(numbers(response)) == count
    assert len(selects(captured.captured_queries)) == 6


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("stage", STAGES)
def test_each_tab_takes_six_queries_and_shows_its_stage_only(client, cast, mall, count, stage):
    with tenancy.mall(mall.pk):
        product = make_product(stock=20)
        for at in STAGES:
            for _each in range(count):
                order = make_order(product)
                Order.objects.filter(pk=order.pk).update(stage=at)
    cast.sign_in(client, "owner")
    client.get(LIST)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(reverse(f"orders:{stage}"))
    assert len(numbers(response)) == count
    assert len(selects(captured.captured_queries)) == 6
    assert response.context["summary"] == ("1 order" if count == 1 else "3 orders")
    assert {tab.label: tab.count for tab in response.context["tabs"]}["Pending shipment"] == str(count)


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 200), ("operator_with_orders", 200), ("operator_without_orders", 403), (None, 302)],
)
@pytest.mark.parametrize("name", ["list", "export", *STAGES])
def test_lists_need_the_right_to_orders(client, cast, who, status, name):
    cast.sign_in(client, who)
    assert client.get(reverse(f"orders:{name}")).status_code == status


def test_another_malls_orders_are_in_no_list_and_no_export(client, cast, mall, other_mall):
    with tenancy.mall(other_mall.pk):
        make_order(name="Somebody Else")
    with tenancy.mall(mall.pk):
        mine = make_order(name="Kim Minji")
    cast.sign_in(client, "owner")
    assert numbers(client.get(LIST)) == [mine.number]
    assert numbers(client.get(f"{LIST}?name=somebody")) == []
    exported = b"".join(client.get(reverse("orders:export")).streaming_content).decode()
    assert "Kim Minji" in exported
    assert "Somebody" not in exported


def test_pages_go_on_over_orders_of_the_same_moment_in_both_directions(client, cast, mall):
    """Keyset (placed_at, id): ties neither repeat nor skip an order."""
    with tenancy.mall(mall.pk):
        product = make_product(stock=40)
        orders = [make_order(product) for _each in range(25)]
        same = orders[0].placed_at
        Order.objects.filter(pk__in=[order.pk for order in orders[:20]]).update(placed_at=same)
        Order.objects.filter(pk__in=[order.pk for order in orders[20:]]).update(placed_at=same - dt.timedelta(days=1))
        expected = list(Order.objects.order_by("-placed_at", "-pk").values_list("number", flat=True))
    cast.sign_in(client, "owner")
    seen, response = [], client.get(f"{LIST}?size=10")
    pages = [numbers(response)]
    while response.context["page"].next_url:
        response = client.get(LIST + response.context["page"].next_url)
        pages.append(numbers(response))
    for page in pages:
        seen += page
    assert seen == expected
    back = [pages[-1]]
    while response.context["page"].previous_url:
        response = client.get(LIST + response.context["page"].previous_url)
        back.append(numbers(response))
    assert back == pages[::-1]


def test_a_deep_page_reads_the_index_no_further_than_its_rows(client, cast, mall):
    with tenancy.mall(mall.pk):
        product = make_product(stock=40)
        for _each in range(12):
            make_order(product)
    cast.sign_in(client, "owner")
    second = client.get(LIST + client.get(f"{LIST}?size=10").context["page"].next_url)
    assert len(numbers(second)) == 2
    assert second.context["page"].next_url == ""


@pytest.mark.parametrize("cursor", ["x", "1-", "-1", "99999999999999999999-1", "1-2-3", "999999999999999999-1"])
def test_a_cursor_that_is_none_does_no_harm(client, cast, mall, cursor):
    with tenancy.mall(mall.pk):
        make_order()
    cast.sign_in(client, "owner")
    assert client.get(f"{LIST}?before={cursor}").status_code == 200


def test_the_list_says_what_matters_about_an_order(client, cast, mall):
    with tenancy.mall(mall.pk):
        shirt, cup = make_product(name="Linen shirt"), make_product(name="Cup", price="5000")
        order = make_paid_order(shirt, cup, name="김민지")
        first = order.items.get(line_no=1)
        ship_items(order.pk, Shipment("0006", "1234", frozenset({first.pk})), actor=SYSTEM)
    cast.sign_in(client, "owner")
    row = client.get(LIST).context["rows"][0]
    assert (row.buyer, row.who, row.product) == ("김민지", "Guest", "Linen shirt")
    assert row.detail == "\N{MULTIPLICATION SIGN} 1 · and 1 more"
    assert row.progress == "1 of 2 shipped"
    assert row.total == "₩20,000"
    page = client.get(LIST).content.decode()
    assert reverse("orders:detail", args=[order.number]) in page
    assert "Guest" in page


def test_hostile_names_are_texts_in_the_table(client, cast, mall):
    """The table is drawn by Jinja2, which escapes like Django (docs/adr/0014)."""
    with tenancy.mall(mall.pk):
        make_order(make_product(name="<img src=x onerror=y>"), name='<script>"&')
    cast.sign_in(client, "owner")
    for page in (client.get(LIST), client.get(LIST, {"name": '<script>"&'}), client.get(f'{LIST}?x="><script>')):
        html = page.content.decode()
        assert page.context["rows"][0].buyer == '<script>"&'
        assert "<b>&lt;script&gt;&quot;&amp;</b>" in html
        assert "&lt;img src=x onerror=y&gt;" in html
        assert "<img" not in html
        assert "<script>" not in html


def test_the_second_of_two_pages_shows_each_order_as_it_is_now(client, cast, mall):
    """Statements are kept per search, never what they find."""
    with tenancy.mall(mall.pk):
        order = make_order(name="Kim Minji")
    cast.sign_in(client, "owner")
    assert client.get(LIST).context["rows"][0].stage == "Awaiting payment"
    with tenancy.mall(mall.pk):
        Order.objects.filter(pk=order.pk).update(stage="in_transit", buyer_name="Kim Minjun")
    row = client.get(LIST).context["rows"][0]
    assert (row.stage, row.buyer) == ("In transit", "Kim Minjun")


def test_an_empty_list_says_what_comes_next(client, cast):
    cast.sign_in(client, "owner")
    assert "No orders yet" in client.get(LIST).content.decode()
    assert "No order stands here at the moment" in client.get(reverse("orders:held")).content.decode()
    assert "No order fits this search" in client.get(f"{LIST}?name=nobody").content.decode()


@pytest.mark.parametrize("mode", ["basic", "advanced"])
def test_the_menu_leads_to_fulfillment_in_both_modes(client, cast, mode):
    """R0.58."""
    user = cast.sign_in(client, "owner")
    user.mode = mode
    user.save()
    page = client.get("/admin/").content.decode()
    menu = page[page.index('id="admin-menu"') :]
    for name in ["list", *STAGES]:
        assert f'href="{reverse(f"orders:{name}")}"' in menu
    assert re.search(r"Fulfillment.*All orders.*Awaiting payment", menu, re.DOTALL)


def test_the_list_reads_in_korean(client, cast, mall):
    with tenancy.mall(mall.pk):
        make_order()
    cast.sign_in(client, "owner")
    page = client.get(LIST, headers={"Accept-Language": "ko"}).content.decode()
    for word in ["전체 주문", "입금전", "상품준비중", "배송대기", "배송보류", "배송중", "배송완료", "비회원"]:
        assert word in page


def test_counts_stop_at_a_thousand(client, cast, mall, monkeypatch):
    monkeypatch.setattr(order_list, "MOST_COUNTED", 2)
    monkeypatch.setattr(view, "MOST_COUNTED", 2)
    with tenancy.mall(mall.pk):
        product = make_product(stock=9)
        for _each in range(4):
            make_order(product)
    cast.sign_in(client, "owner")
    response = client.get(LIST)
    assert response.context["summary"] == "2+ orders"
    assert len(numbers(response)) == 4


@pytest.mark.parametrize(
    ("states", "label"),
    [
        ([], "Not filed"),
        (["filed"], "Filed"),
        (["accepted"], "Accepted"),
        (["accepted", "filed"], "Filed"),
        (["not_filed", "accepted"], "Not filed"),
        (["accepted", "failed", "not_filed"], "Failed"),
    ],
)
@pytest.mark.parametrize("query", ["", "?name=minji"])
def test_overseas_orders_say_how_far_their_export_declaration_is(client, cast, mall, states, label, query):
    """R3.119: of several parcels the one that needs the merchant most; orders at home have no such cell."""
    with tenancy.mall(mall.pk):
        product = make_product(stock=9)
        home, abroad = make_paid_order(product), make_paid_order(product)
        Order.objects.filter(pk=abroad.pk).update(receiver_country="US")
        for number, state in enumerate(states, start=1):
            parcel = Parcel.objects.create(order=abroad, parcel_no=number, carrier="0039", is_overseas=True)
            ExportDeclaration.objects.create(parcel=parcel, state=state)
    cast.sign_in(client, "owner")
    response = client.get(LIST + query)
    assert {row.number: row.declaration for row in response.context["rows"]} == {abroad.number: label, home.number: ""}
    page = response.content.decode()
    assert "<th>Export declaration</th>" in page
    assert page.count('data-label="Export declaration"') == 1


def test_a_mall_that_ships_at_home_only_has_no_column_of_declarations(client, cast, mall):
    with tenancy.mall(mall.pk):
        make_paid_order()
    cast.sign_in(client, "owner")
    assert "<th>Export declaration</th>" not in client.get(LIST).content.decode()


def test_the_base_shop_is_called_as_the_store_is(client, cast, mall):
    Mall.objects.filter(pk=mall.pk).update(name="Hana Living")
    mall.shops.update(name=mall.host)
    Shop.objects.create(mall=mall, shop_no=2, name="Hana World", language="en", currency="USD")
    with tenancy.mall(mall.pk):
        order = make_order()
    cast.sign_in(client, "owner")
    page = client.get(LIST).content.decode()
    assert "· Hana Living" in page
    assert '<option value="1">Hana Living</option>' in page
    assert '<option value="2">Hana World</option>' in page
    assert "Hana Living" in client.get(reverse("orders:detail", args=[order.number])).content.decode()
