"""Orders over the Admin API: list, count, one order (wire contract 2.3, 2.4, 2.7; R2.41)."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import AuditEntry, Shop
from catalog.models import Product
from developer_center.wire import SEOUL, variant_code
from orders.domain.checkout import Line
from orders.domain.deliver_items import confirm_purchase, deliver_items
from orders.domain.hold_items import hold_items
from orders.domain.place_order import place_order
from orders.domain.ship_items import Shipment, ship_items
from orders.models import Discount, Order
from tests.developer_center.api.conftest import PREFIX, Api
from tests.developer_center.api.periods import period
from tests.factories_apps import make_token
from tests.orders.claiming import ask, deliver, paid_order, settle
from tests.orders.customers import make_customer
from tests.orders.shop import SYSTEM, base_shop, make_checkout, make_order, make_order_of, make_product

pytestmark = pytest.mark.django_db


def numbers(response) -> list[str]:
    assert response.status_code == 200, response.content
    return [row["order_id"] for row in response.json()["orders"]]


@pytest.fixture
def orders(mall) -> dict[str, Order]:
    """One order of each way to stand, by its name."""
    with tenancy.mall(mall.pk):
        made = {
            "unpaid": make_order(name="Lee Unpaid"),
            "paid": paid_order(name="Kim Paid"),
            "cash": paid_order(gateway="cash", name="Park Cash"),
            "held": paid_order(name="Choi Held"),
            "shipped": paid_order(name="Jung Shipped"),
            "delivered": paid_order(name="Yoon Delivered"),
            "cancelled": paid_order(name="Han Cancelled"),
        }
        hold_items(made["held"].pk, actor=SYSTEM)
        for name in ("shipped", "delivered"):
            ship_items(made[name].pk, Shipment("0006", f"T{name}"), actor=SYSTEM)
        deliver_items(made["delivered"].pk, actor=SYSTEM)
        confirm_purchase(made["delivered"].pk, actor=SYSTEM)
        settle(ask(made["cancelled"], "cancel"))
    return made


def test_a_list_has_the_orders_of_the_period_newest_first_with_every_key(api, orders, other_mall):
    with tenancy.mall(other_mall.pk):
        make_order()
    found = numbers(api.get("orders", period()))
    assert found == [order.number for order in reversed(orders.values())]


def test_older_versions_spell_the_fee_of_returns_as_they_did(api, orders):
    """Wire contract 2.7, changes: `return_shpping_fee` until version 2025-12-01."""
    old = api.headers | {"X-Cafe24-Api-Version": "2022-06-01"}
    one = f"orders/{orders['paid'].number}"
    rows = [
        api.client.get(PREFIX + "orders", query_params=period(), headers=old).json()["orders"][0],
        api.client.get(PREFIX + one, headers=old).json()["order"],
    ]
    for row in rows:
        assert row["shipping_fee_detail"][0]["return_shpping_fee"] == "0.00"
        assert "return_shipping_fee" not in row["shipping_fee_detail"][0]
    assert api.get(one).json()["order"]["shipping_fee_detail"][0]["return_shipping_fee"] == "0.00"


def test_a_row_says_amounts_payment_and_where_the_order_stands(api, mall):
    with tenancy.mall(mall.pk):
        customer = make_customer()
        checkout = make_checkout(
            Line(make_product(price="12000").variants.get().pk, 2), customer_id=customer.pk, guest_password=""
        )
        order = place_order(base_shop(), checkout, actor=SYSTEM)
    row = api.get("orders", period()).json()["orders"][0]
    assert row["order_id"] == order.number
    assert (row["shop_no"], row["currency"], row["member_id"], row["member_email"]) == (
        1,
        "KRW",
        "minji",
        "minji@example.com",
    )
    assert row["initial_order_amount"]["order_price_amount"] == "24000.00"
    assert row["initial_order_amount"]["total_amount_due"] == f"{order.total_amount:.2f}"
    assert row["payment_method"] == ["cash"]
    assert row["payment_method_name"] == ["Bank transfer"]
    assert (row["paid"], row["canceled"], row["shipping_status"]) == ("F", "F", "F")
    assert row["order_date"] == order.placed_at.astimezone(SEOUL).isoformat(timespec="seconds")
    assert row["payment_date"] is None
    assert row["shipping_fee_detail"][0]["items"] == [f"{order.number}-01"]


@pytest.mark.parametrize(
    ("name", "paid", "canceled", "shipping"),
    [
        ("unpaid", "F", "F", "F"),
        ("paid", "T", "F", "F"),
        ("held", "T", "F", "W"),
        ("shipped", "T", "F", "M"),
        ("delivered", "T", "F", "T"),
        ("cancelled", "T", "T", "X"),
    ],
)
def test_paid_canceled_and_shipping_status_have_the_letters_of_the_contract(
    api, orders, name, paid, canceled, shipping
):
    row = api.get(f"orders/{orders[name].number}").json()["order"]
    assert (row["paid"], row["canceled"], row["shipping_status"]) == (paid, canceled, shipping)


def test_an_order_of_which_a_part_was_cancelled_or_sent_is_m(api, mall):
    with tenancy.mall(mall.pk):
        order = paid_order((make_product(), 1), (make_product(), 1), (make_product(), 1))
        first = order.items.order_by("line_no").first()
        ship_items(order.pk, Shipment("0006", "T1", frozenset({first.pk})), actor=SYSTEM)
        settle(ask(order, "cancel", pieces={3: 1}))
    row = api.get(f"orders/{order.number}").json()["order"]
    assert (row["canceled"], row["shipping_status"]) == ("M", "M")
    assert row["actual_order_amount"]["order_price_amount"] == "24000.00"
    assert row["initial_order_amount"]["order_price_amount"] == "36000.00"


def test_amounts_add_up_with_a_period_discount_and_a_coupon(api, mall):
    with tenancy.mall(mall.pk):
        for kind, code in (("period", ""), ("coupon", "SPRING")):
            Discount.objects.create(kind=kind, code=code, name=f"{kind} 1000", unit="amount", amount=1000)
        order = make_order_of(make_product(), make_product(), coupon_code="SPRING")
    response = api.get(f"orders/{order.number}", {"embed": "items,benefits,coupons"}).json()["order"]
    sums = response["initial_order_amount"]
    assert (sums["app_discount_amount"], sums["coupon_discount_price"]) == ("1000.00", "1000.00")
    assert response["actual_order_amount"] == sums
    assert float(sums["total_amount_due"]) == float(order.total_amount)
    assert [item["coupon_discount_price"] for item in response["items"]] == ["500.00", "500.00"]
    assert [one["coupon_code"] for one in response["coupons"]] == ["SPRING"]
    assert [one["benefit_value"] for one in response["benefits"]] == ["1000.00"]


def test_the_list_wants_a_period_unless_it_names_orders(api, orders):
    assert api.get("orders").status_code == 422
    assert "parameter.start_date" in api.get("orders").json()["error"]["message"]
    wanted = [orders["paid"].number, orders["held"].number]
    assert set(numbers(api.get("orders", {"order_id": ",".join(wanted)}))) == set(wanted)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"start_date": "2026-01-01"}, "end_date"),
        ({"start_date": "2026-01-01", "end_date": "2026-04-02"}, "end_date"),
        ({"start_date": "2026-02-01", "end_date": "2026-01-01"}, "end_date"),
        ({"start_date": "2026-02-31", "end_date": "2026-03-01"}, "start_date"),
        ({"start_date": "2026-01-01", "end_date": "2026-01-02", "date_type": "birthday"}, "date_type"),
        ({"start_date": "2026-01-01", "end_date": "2026-01-02", "order_status": "N99"}, "order_status"),
        ({"start_date": "2026-01-01", "end_date": "2026-01-02", "limit": "1001"}, "limit"),
        ({"start_date": "2026-01-01", "end_date": "2026-01-02", "offset": "15001"}, "offset"),
        ({"start_date": "2026-01-01", "end_date": "2026-01-02", "product_no": "x"}, "product_no"),
    ],
)
@pytest.mark.parametrize("path", ["orders", "orders/count"])
def test_wrong_values_are_422_that_name_the_parameter(api, query, field, path):
    if path == "orders/count" and field in {"limit", "offset"}:
        return
    response = api.get(path, query)
    assert response.status_code == 422
    assert f"(parameter.{field})" in response.json()["error"]["message"]


def test_three_months_to_the_day_are_allowed(api):
    query = {"start_date": "2026-01-01", "end_date": "2026-04-01"}
    assert numbers(api.get("orders", query)) == []


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"order_status": "N00"}, ["unpaid"]),
        ({"order_status": "N10"}, ["cash", "paid"]),
        ({"order_status": "N22,N30"}, ["shipped", "held"]),
        ({"order_status": "N50"}, ["delivered"]),
        ({"order_status": "C40,C41"}, ["cancelled"]),
        ({"order_status": "R40"}, []),
        ({"payment_status": "F"}, ["unpaid"]),
        ({"payment_status": "T"}, ["cash"]),
        ({"payment_status": "M"}, []),
        ({"payment_method": "cash"}, ["cash", "unpaid"]),
        ({"payment_method": "tcash"}, []),
        ({"buyer_name": "park cash"}, ["cash"]),
        ({"receiver_name": "Kim Paid"}, ["paid"]),
        ({"receiver_address": "sejong"}, []),
        ({"buyer_email": "nobody@example.com"}, []),
        ({"member_type": "2"}, []),
        ({"member_id": "nobody"}, []),
        ({"group_no": "1"}, []),
        ({"market_order_no": "7"}, []),
        ({"order_place_id": "coupang"}, []),
        ({"supplier_id": "S0000001"}, []),
        ({"product_code": "P9999999"}, []),
        ({"carrier_id": "2"}, []),
        ({"carrier_id": "1"}, ["delivered", "shipped"]),
        ({"discount_code": "NONE"}, []),
        ({"first_order": "T"}, []),
        ({"date_type": "pay_date", "order_status": "N00"}, []),
        ({"date_type": "shipbegin_date"}, ["delivered", "shipped"]),
        ({"date_type": "shipend_date"}, ["delivered"]),
        ({"date_type": "purchaseconfirmation_date"}, ["delivered"]),
        ({"date_type": "cancel_date"}, ["cancelled"]),
        ({"date_type": "cancel_request_date"}, ["cancelled"]),
        ({"date_type": "cancel_accept_date"}, ["cancelled"]),
        ({"date_type": "cancel_complete_date"}, ["cancelled"]),
        ({"date_type": "return_request_date"}, []),
    ],
)
def test_each_filter_finds_what_fits_and_no_more_and_so_does_the_count(api, orders, query, names):
    response = api.get("orders", period() | query)
    assert numbers(response) == [orders[name].number for name in names]
    assert api.get("orders/count", period() | query).json() == {"count": len(names)}


def test_filters_of_people_products_and_refunds(api, mall, orders):
    with tenancy.mall(mall.pk):
        customer = make_customer("HaNa", email="hana@example.com")
        product = make_product()
        order = paid_order((product, 1), customer_id=customer.pk, guest_password="", name="Hana")
        settle(ask(order, "cancel"))
    for query in (
        {"member_id": "hana"},
        {"member_email": "Hana@example.com"},
        {"member_type": "2"},
        {"group_no": "1"},
        {"product_no": product.pk},
        {"buyer_name": "Hana", "buyer_cellphone": "010-1234-5678"},
        {"receiver_address": "Sejong-daero", "receiver_name": "Hana"},
    ):
        assert numbers(api.get("orders", period() | query)) == [order.number], query
    waiting = numbers(api.get("orders", period() | {"refund_status": "F"}))
    assert waiting == [order.number, orders["cancelled"].number]
    assert numbers(api.get("orders", period() | {"refund_status": "T,M"})) == []
    assert len(numbers(api.get("orders", period() | {"member_type": "3"}))) == len(orders)


def test_pages_follow_each_other_by_their_links(api, orders):
    seen, address = [], None
    query = period() | {"limit": "3"}
    while True:
        response = api.get("orders", query)
        seen += numbers(response)
        links = {link["rel"]: link["href"] for link in response.json()["links"]}
        address = links.get("next")
        if address is None:
            break
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert seen == [order.number for order in reversed(orders.values())]
    assert "prev" in links


def test_one_order_says_the_member_s_group_and_no_email(api, orders):
    row = api.get(f"orders/{orders['paid'].number}").json()["order"]
    assert row["customer_group_no_when_ordering"] == 0
    assert "member_email" not in row


def test_another_mall_s_order_is_404(api, other_mall):
    with tenancy.mall(other_mall.pk):
        order = make_order()
    for path in ("orders/{}", "orders/{}/items", "orders/{}/buyer", "orders/{}/receivers", "orders/{}/memos"):
        assert api.get(path.format(order.number)).status_code == 404
    assert numbers(api.get("orders", {"order_id": order.number})) == []


def test_embeds_are_added_to_list_and_detail(api, mall):
    with tenancy.mall(mall.pk):
        order = deliver(paid_order((make_product(), 2), (make_product(), 1)))
        ask(order, "return", "defect", pieces={1: 1}, detail="Torn")
    embed = {"embed": "items,receivers,buyer,return,cancellation,exchange"}
    row = api.get("orders", period() | embed).json()["orders"][0]
    assert [item["order_item_code"] for item in row["items"]] == [f"{order.number}-{n:02d}" for n in (1, 2, 3)]
    assert [item["order_status"] for item in row["items"]] == ["N40", "N40", "R00"]
    assert row["items"][2]["claim_code"] == row["return"][0]["claim_code"]
    assert row["return"][0]["claim_reason_type"] == "K"
    assert row["return"][0]["items"][0]["quantity"] == 1
    assert (row["cancellation"], row["exchange"]) == ([], [])
    assert row["receivers"][0]["shipping_code"] == f"D-{order.number}-00"
    assert row["buyer"]["name"] == "Kim Minji"
    detail = api.get(f"orders/{order.number}", {"embed": "items,refunds"}).json()["order"]
    assert detail["refunds"] == []
    assert detail["items"] == row["items"]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("embed", "queries"), [("", 3), ("items", 4), ("receivers,buyer", 3), ("items,return,cancellation,exchange", 4)]
)
def test_a_list_asks_three_times_and_once_more_for_claims(api, mall, count, embed, queries, django_assert_num_queries):
    with tenancy.mall(mall.pk):
        for _each in range(count):
            settle(ask(paid_order((make_product(), 2)), "cancel", pieces={1: 1}))
    with django_assert_num_queries(5 + queries):  # the token and the door are five
        assert len(numbers(api.get("orders", period() | {"embed": embed}))) == count


def test_each_shop_has_its_own_orders(api, mall, orders):
    Shop.objects.create(mall=mall, shop_no=2, name="Japan", language="ja", currency="JPY")
    with tenancy.mall(mall.pk):
        Order.objects.filter(pk=orders["paid"].pk).update(shop_no=2)
    assert numbers(api.get("orders", period() | {"shop_no": 2})) == [orders["paid"].number]
    assert orders["paid"].number not in numbers(api.get("orders", period()))
    assert api.get("orders/count", period()).json() == {"count": len(orders) - 1}


def test_a_basket_is_priced_as_the_checkout_would(api, mall, other_mall):
    with tenancy.mall(mall.pk):
        product = make_product(price="12000", stock=3)
        Discount.objects.create(kind="coupon", code="SPRING", name="Spring", unit="amount", amount=1000)
        order = make_order(product, quantity=2, coupon_code="SPRING")
    with tenancy.mall(other_mall.pk):
        foreign = make_product()
    code = variant_code(product.pk, 0)
    wanted = {"items": [{"variant_code": code, "quantity": 1}], "coupon_code": "SPRING"}
    row = api.post("orders/calculation", wanted).json()["calculation"]
    assert (row["order_price_amount"], row["coupon_discount_price"]) == ("12000.00", "1000.00")
    assert row["shipping_fee"] == f"{order.shipping_fee:.2f}"
    assert row["total_amount_due"] == f"{11000 + order.shipping_fee:.2f}"
    for body, field in (
        ({"items": [{"variant_code": code, "quantity": 2}]}, "items"),
        ({"items": [{"variant_code": variant_code(foreign.pk, 0), "quantity": 1}]}, "items.variant_code"),
        ({"items": []}, "items"),
        (wanted | {"coupon_code": "AUTUMN"}, "coupon_code"),
        (wanted | {"country_code": "kr"}, "country_code"),
    ):
        response = api.post("orders/calculation", body)
        assert response.status_code == 422, body
        assert f"(parameter.{field})" in response.json()["error"]["message"]
    assert api.post("orders/calculation", wanted | {"member_id": "nobody"}).status_code == 404


@pytest.mark.parametrize(
    ("terms", "quantity", "member", "said"),
    [
        ({"minimum_quantity": 3}, 2, None, "Product Linen shirt is sold from 3 pieces."),
        ({"maximum_quantity": 3}, 4, None, "Product Linen shirt is sold up to 3 pieces."),
        ({"buy_unit": 3}, 4, None, "Product Linen shirt is sold in units of 3 pieces."),
        ({"repurchase_restriction": "T"}, 1, None, "A product is sold to members only: name one in member_id."),
        ({"repurchase_restriction": "T"}, 1, "minji", ""),
        ({"single_purchase": "T"}, 1, None, "A product is ordered only together with another one."),
    ],
)
def test_a_basket_against_terms_of_sale_is_refused_as_the_checkout_would(api, mall, terms, quantity, member, said):
    with tenancy.mall(mall.pk):
        make_customer()
        product = make_product(app_facts=terms)
    basket = {"items": [{"variant_code": variant_code(product.pk, 0), "quantity": quantity}]}
    response = api.post("orders/calculation", basket | ({"member_id": member} if member else {}))
    assert response.status_code == (422 if said else 201)
    if said:
        assert response.json()["error"]["message"] == f"{said} (parameter.items)"


def test_items_say_how_they_were_taxed_when_they_were_sold(api, mall):
    """Appendix A, orders/{id}/items: `product_tax_type` and `tax_rate` of the sale, whatever became of the product."""
    with tenancy.mall(mall.pk):
        free, taxed = make_product(app_facts={"tax_type": "B"}), make_product(app_facts={"tax_rate": 8})
        order = make_order_of(free, taxed)
        Product.objects.update(app_facts={"tax_type": "C"})
    items = api.get(f"orders/{order.number}/items").json()["items"]
    assert [(row["product_tax_type"], row["tax_rate"]) for row in items] == [("B", 0), ("A", 8)]


def test_an_order_that_goes_abroad_says_so(api, mall, orders):
    with tenancy.mall(mall.pk):
        Order.objects.filter(pk=orders["paid"].pk).update(receiver_country="US")
    types = {
        name: api.get(f"orders/{orders[name].number}").json()["order"]["shipping_type"] for name in ("paid", "held")
    }
    assert types == {"paid": "B", "held": "A"}


def test_an_app_without_the_scope_is_refused(mall, installation):
    token = make_token(installation, scopes=["mall.read_product"])
    assert Api(mall, token).get("orders", period()).status_code == 404


def test_the_history_names_the_app(api, mall, installation, orders):
    response = api.put(f"orders/{orders['paid'].number}", {"process_status": "hold"})
    assert response.status_code == 200
    with tenancy.mall(mall.pk):
        entry = AuditEntry.objects.get(action="order.held", object_id=orders["paid"].pk)
    assert (entry.actor_kind, entry.actor_id) == (Actor.app(1).kind, installation.app_id)
