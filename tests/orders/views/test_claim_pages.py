"""Pages of claims and refunds: who may open them, what they say, and that a refused step loses nothing."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts import tenancy
from orders.domain.claims.decide import accept_claim
from orders.models import Claim, OrderItem, Refund
from tests.orders.claiming import ask, deliver, paid_order, settle
from tests.orders.shop import SYSTEM, make_product

pytestmark = pytest.mark.django_db

LISTS = ["orders:cancellations", "orders:exchanges", "orders:returns", "orders:refunds"]
WHO = [
    ("owner", 200),
    ("operator_with_orders", 200),
    ("operator_without_orders", 403),
    ("other_mall", 404),
    (None, 302),
]


@pytest.fixture
def claim(mall) -> Claim:
    with tenancy.mall(mall.pk):
        return ask(deliver(paid_order((make_product(name="Wool scarf"), 2), gateway="cash")), "return", "defect")


@pytest.mark.parametrize(("who", "status"), WHO)
def test_a_claim_is_shown_to_operators_with_the_orders_menu_of_its_mall(client, cast, claim, who, status):
    cast.sign_in(client, who)
    assert client.get(reverse("orders:claim", args=[claim.code])).status_code == status


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(("who", "status"), [(who, 200 if who == "other_mall" else status) for who, status in WHO])
def test_lists_need_the_orders_menu_and_show_no_other_malls_rows(client, cast, mall, name, who, status):
    with tenancy.mall(mall.pk):
        settle(ask(paid_order(), "cancel"))
    cast.sign_in(client, who)
    response = client.get(reverse(name))
    assert response.status_code == status
    if who == "other_mall":
        assert "Kim Minji" not in response.content.decode()


@pytest.mark.parametrize("verb", ["accept", "refuse", "collect", "finish", "withdraw"])
@pytest.mark.parametrize(("who", "status"), [pair for pair in WHO if pair[1] != 200])
def test_steps_are_refused_to_whoever_may_not_take_them(client, cast, mall, claim, verb, who, status):
    cast.sign_in(client, who)
    assert client.post(reverse(f"orders:claim_{verb}", args=[claim.code])).status_code == status
    with tenancy.mall(mall.pk):
        claim.refresh_from_db()
    assert claim.state == "requested"


def test_a_return_walks_from_the_order_to_the_refund(client, cast, mall):
    with tenancy.mall(mall.pk):
        order = deliver(paid_order((make_product(), 2), gateway="cash"))
        item = order.items.get()
    cast.sign_in(client, "owner")
    assert "Take items back" in client.get(reverse("orders:detail", args=[order.number])).content.decode()
    new = f"{reverse('orders:claim_new', args=[order.number])}?kind=return"
    assert client.get(new).status_code == 200
    typed = {
        f"quantity_{item.pk}": 1,
        "reason": "defect",
        "detail": "A seam is open.",
        "bank_name": "Shinhan",
        "account_number": "110-1",
        "account_holder": "Kim",
    }
    response = client.post(new, typed)
    with tenancy.mall(mall.pk):
        claim = Claim.objects.get()
        new_item = OrderItem.objects.get(line_no=2)
    page = reverse("orders:claim", args=[claim.code])
    assert response.headers["Location"] == page
    assert "A seam is open." in client.get(page).content.decode()
    for verb, data in [("accept", {"payer": "seller"}), ("collect", {}), ("finish", {"restock": [new_item.pk]})]:
        response = client.post(reverse(f"orders:claim_{verb}", args=[claim.code]), data)
        assert (response.status_code, response.headers["Location"]) == (302, page)
    with tenancy.mall(mall.pk):
        refund = Refund.objects.get()
        assert (refund.amount, refund.account_number, refund.state) == (15000, "110-1", "waiting")
    assert "Mark as Refunded" in client.get(page).content.decode()
    client.post(reverse("orders:refund_done", args=[refund.code]), {"back": page})
    with tenancy.mall(mall.pk):
        refund.refresh_from_db()
        assert refund.state == "done"
        order.refresh_from_db()
        assert order.payment_status == "part_refunded"


def test_what_was_typed_is_kept_when_a_claim_is_refused(client, cast, mall):
    with tenancy.mall(mall.pk):
        order = deliver(paid_order(), status="N30")
        item = order.items.get()
    cast.sign_in(client, "owner")
    new = f"{reverse('orders:claim_new', args=[order.number])}?kind=return"
    response = client.post(new, {f"quantity_{item.pk}": 1, "reason": "defect", "detail": "typed text"})
    assert response.status_code == 422
    text = response.content.decode()
    assert "typed text" in text
    assert "not been marked as delivered" in text
    response = client.post(new, {f"quantity_{item.pk}": 0, "reason": "defect"})
    assert "Choose how many pieces" in response.content.decode()
    response = client.post(
        new, {f"quantity_{item.pk}": 1, "reason": "defect", "override_note": "Seen on the carrier's page."}
    )
    assert response.status_code == 302


def test_a_cancellation_of_an_operator_is_done_at_once(client, cast, mall):
    with tenancy.mall(mall.pk):
        order = paid_order()
        item = order.items.get()
    cast.sign_in(client, "owner")
    new = f"{reverse('orders:claim_new', args=[order.number])}?kind=cancel"
    client.post(new, {f"quantity_{item.pk}": 1, "reason": "other", "at_once": "on"})
    with tenancy.mall(mall.pk):
        assert Claim.objects.get().state == "done"
        assert Refund.objects.get().amount == 15000


def test_an_exchange_out_of_stock_says_so_at_its_field(client, cast, mall):
    with tenancy.mall(mall.pk):
        claim = ask(deliver(paid_order((make_product(stock=1), 1))), "exchange", "defect")
        item = claim.items.get().item
    cast.sign_in(client, "owner")
    accept = reverse("orders:claim_accept", args=[claim.code])
    response = client.post(accept, {"payer": "seller", f"variant_{item.pk}": item.variant_id})
    assert response.status_code == 422
    assert "Too few pieces are in stock" in response.content.decode()


def test_a_step_that_somebody_else_took_is_told_and_changes_nothing(client, cast, mall, claim):
    cast.sign_in(client, "owner")
    with tenancy.mall(mall.pk):
        accept_claim(claim.pk, actor=SYSTEM)
    response = client.post(reverse("orders:claim_refuse", args=[claim.code]), {"refusal": "no"}, follow=True)
    assert "in the meantime" in response.content.decode()


def test_a_refusal_needs_its_reason(client, cast, claim):
    cast.sign_in(client, "owner")
    assert client.post(reverse("orders:claim_refuse", args=[claim.code]), {"refusal": ""}).status_code == 422


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_the_same_number_of_queries_for_any_number_of_rows(
    client, cast, mall, name, count, django_assert_num_queries
):
    with tenancy.mall(mall.pk):
        for _ in range(count):
            settle(ask(paid_order((make_product(), 2)), "cancel", pieces={1: 1}))
            order = deliver(paid_order((make_product(stock=5), 1), (make_product(stock=5), 1)))
            ask(order, "return", "defect", pieces={1: 1})
            ask(order, "exchange", "defect", pieces={2: 1})
    cast.sign_in(client, "owner")
    client.get(reverse(name))
    expected = {"orders:refunds": 9}.get(name, 11)
    with django_assert_num_queries(expected):
        response = client.get(reverse(name))
    assert len(response.context["rows"]) == count


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 1),
        ("reason=defect", 1),
        ("reason=other", 0),
        ("state=requested", 1),
        ("state=done", 0),
        ("name=kim m", 1),
        ("name=park", 0),
        ("since=2020-01-01&until=2020-02-01", 0),
        ("state=nonsense&reason=nonsense&since=nonsense", 1),
    ],
)
def test_filters_narrow_the_list(client, cast, claim, query, found):
    cast.sign_in(client, "owner")
    assert len(client.get(f"{reverse('orders:returns')}?{query}").context["rows"]) == found


def test_an_order_number_is_found_with_and_without_its_dash(client, cast, claim):
    cast.sign_in(client, "owner")
    for number in (claim.order.number, claim.order.number.replace("-", ""), claim.order.number[:6]):
        assert len(client.get(f"{reverse('orders:returns')}?number={number}").context["rows"]) == 1


@pytest.fixture
def paid(mall):
    with tenancy.mall(mall.pk):
        yield paid_order((make_product(name="Wool scarf"), 2), gateway="cash")


def fee_page(order) -> str:
    return reverse("orders:fee_cancel", args=[order.number])


@pytest.mark.parametrize(("who", "status"), WHO)
def test_giving_back_the_fee_is_for_operators_with_the_orders_menu_of_its_mall(client, cast, paid, who, status):
    cast.sign_in(client, who)
    assert client.get(fee_page(paid)).status_code == status
    response = client.post(fee_page(paid), {"reason": "delay"})
    assert response.status_code == (302 if status == 200 else status)
    assert Refund.objects.filter(order=paid).count() == (1 if status == 200 else 0)


def test_the_fee_goes_back_to_the_account_that_is_typed_and_the_claim_says_so(client, cast, paid):
    cast.sign_in(client, "owner")
    bank = {"bank_name": "KB", "account_number": "1-2", "account_holder": "Kim"}
    response = client.post(fee_page(paid), {"reason": "delay", "detail": "late", **bank}, follow=True)
    refund = Refund.objects.get()
    assert (refund.amount, refund.account_number) == (paid.shipping_fee, "1-2")
    assert "<li>Shipping fee</li>" in response.content.decode()
    assert "Shipping fee" in client.get(reverse("orders:cancellations")).content.decode()
    assert "Nothing is left of the shipping fee" in client.get(fee_page(paid)).content.decode()


def test_a_fee_without_a_reason_stays_and_a_second_one_is_told(client, cast, paid):
    cast.sign_in(client, "owner")
    assert client.post(fee_page(paid), {"reason": ""}).status_code == 422
    assert not Refund.objects.exists()
    client.post(fee_page(paid), {"reason": "delay"})
    response = client.post(fee_page(paid), {"reason": "delay"}, follow=True)
    assert "Nothing is left of the shipping fee." in response.content.decode()
    assert Refund.objects.count() == 1
