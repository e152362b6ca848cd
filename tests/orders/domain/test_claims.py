"""Claims go their way item by item: status codes, stock, replacement, sums, and refusals that change nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accounts.models import AuditEntry, Job
from orders.domain.claims.decide import accept_claim, collect_claim, refuse_claim, withdraw_claim
from orders.domain.claims.finish import finish_claim
from orders.domain.claims.request import Wish, request_claim
from orders.domain.claims.rules import ClaimRefused
from orders.domain.refunds import complete_refund
from orders.models import Claim, Order, OrderItem, OrderStage, Refund, StockMove
from tests.orders.claiming import SHOPPER, ask, deliver, paid_order, settle
from tests.orders.invariants import assert_invariants
from tests.orders.shop import SYSTEM, make_order, make_product

pytestmark = pytest.mark.django_db


def statuses(order: Order) -> list[str]:
    return list(OrderItem.objects.filter(order=order).order_by("line_no").values_list("status", flat=True))


def run_refund() -> None:
    """Note every waiting refund as sent."""
    for refund in Refund.objects.filter(state="waiting"):
        complete_refund(refund.pk, detail="sent", actor=SYSTEM)


def test_a_cancelled_order_gives_back_all_that_was_paid_and_its_stock(inside):
    product = make_product(stock=5)
    order = paid_order((product, 2))
    claim = ask(order, "cancel")
    assert (statuses(order), claim.code) == (["C00"], f"C{order.number}-01")
    accept_claim(claim.pk, actor=SYSTEM)
    assert statuses(order) == ["C10"]
    claim = finish_claim(claim.pk, actor=SYSTEM)
    assert (statuses(order), claim.refund_amount) == (["C41"], Decimal(27000))
    assert product.variants.get().stock == 5
    run_refund()
    order.refresh_from_db()
    assert statuses(order) == ["C40"]
    assert (order.payment_status, order.refunded_amount) == ("refunded", 27000)
    assert order.stage == OrderStage.CLOSED
    assert order.cancelled_at
    assert not order.has_open_claim
    assert_invariants(inside.pk, inside=True)


def test_some_pieces_of_a_line_become_a_line_of_their_own_with_exact_shares(inside):
    order = paid_order((make_product(stock=9, price="10000"), 3))
    OrderItem.objects.filter(order=order).update(discount_amount=1000)
    Order.objects.filter(pk=order.pk).update(discount_amount=1000, total_amount=32000, paid_amount=32000)
    claim = settle(ask(order, "cancel", pieces={1: 1}))
    rows = list(OrderItem.objects.filter(order=order).values_list("line_no", "quantity", "discount_amount", "status"))
    assert rows == [(1, 2, Decimal(667), "N10"), (2, 1, Decimal(333), "C41")]
    assert claim.refund_amount == Decimal(9667)
    assert claim.shipping_refund == 0
    assert_invariants(inside.pk, inside=True)
    settle(ask(order, "cancel", pieces={1: 2}))
    assert sum(Refund.objects.values_list("amount", flat=True)) == 32000
    assert_invariants(inside.pk, inside=True)


@pytest.mark.parametrize(
    ("reason", "payer", "refund"),
    [
        ("change_of_mind", "customer", 12000 - 3000),
        ("other", "customer", 12000 - 3000),
        ("defect", "seller", 12000 + 3000),
        ("wrong_item", "seller", 12000 + 3000),
        ("delay", "seller", 12000 + 3000),
    ],
)
def test_the_reason_says_who_pays_the_way_back(inside, reason, payer, refund):
    """R3.125, R3.126."""
    order = deliver(paid_order())
    claim = settle(ask(order, "return", reason))
    assert (claim.payer, claim.refund_amount) == (payer, refund)
    assert statuses(order) == ["R41"]
    run_refund()
    assert statuses(order) == ["R40"]
    assert_invariants(inside.pk, inside=True)


def test_an_operator_may_say_who_pays_otherwise(inside):
    order = deliver(paid_order())
    claim = ask(order, "return", "defect")
    claim = accept_claim(claim.pk, actor=SYSTEM, payer="customer")
    assert (claim.payer, claim.shipping_charge) == ("customer", 3000)
    entry = AuditEntry.objects.get(action="claim.accepted")
    assert (entry.before, entry.after["payer"]) == ({"payer": "seller"}, "customer")


def test_a_refund_is_never_below_zero(inside):
    order = deliver(paid_order((make_product(price="1000"), 1)))
    claim = settle(ask(order, "return"))
    assert (claim.refund_amount, claim.shipping_charge) == (0, 1000)
    assert statuses(order) == ["R40"]
    assert not Refund.objects.exists()


def test_a_defect_is_not_put_back_into_stock_unless_the_merchant_says_so(inside):
    product = make_product(stock=5)
    order = deliver(paid_order((product, 2)))
    settle(ask(order, "return", "defect", pieces={1: 1}))
    assert product.variants.get().stock == 3
    claim = ask(order, "return", "defect", pieces={1: 1})
    settle(claim, restock=[row.item_id for row in claim.items.all()])
    assert product.variants.get().stock == 4
    assert_invariants(inside.pk, inside=True)


def test_an_exchange_sends_a_replacement_with_stock_of_its_own(inside):
    product = make_product(stock=5)
    order = deliver(paid_order((product, 2)))
    claim = ask(order, "exchange", "wrong_item", pieces={1: 1})
    accept_claim(claim.pk, actor=SYSTEM)
    old, new = OrderItem.objects.get(line_no=2), OrderItem.objects.get(line_no=3)
    assert (old.status, new.status, new.replaces_id, new.quantity) == ("E10", "N01", old.pk, 1)
    assert product.variants.get().stock == 2
    order.refresh_from_db()
    assert order.stage == OrderStage.PREPARING
    collect_claim(claim.pk, actor=SYSTEM)
    assert statuses(order)[1] == "E20"
    claim = finish_claim(claim.pk, actor=SYSTEM)
    assert statuses(order) == ["N40", "E40", "N01"]
    assert (claim.refund_amount, product.variants.get().stock) == (0, 3)
    assert_invariants(inside.pk, inside=True)


def test_a_customer_who_changes_their_mind_pays_both_ways_of_an_exchange(inside):
    claim = ask(deliver(paid_order()), "exchange")
    assert (claim.payer, claim.shipping_charge) == ("customer", 6000)


def test_an_exchange_without_stock_is_not_accepted(inside):
    product = make_product(stock=1)
    order = deliver(paid_order((product, 1)))
    claim = ask(order, "exchange")
    with pytest.raises(ClaimRefused) as refusal:
        accept_claim(claim.pk, actor=SYSTEM)
    assert refusal.value.code == "too_few_left"
    claim.refresh_from_db()
    assert (claim.state, statuses(order)) == ("requested", ["E00"])


def test_a_replacement_is_claimed_only_after_its_exchange_is_done_and_then_refunded_once(inside):
    order = deliver(paid_order((make_product(stock=5), 1)))
    exchange = ask(order, "exchange", "defect")
    accept_claim(exchange.pk, actor=SYSTEM)
    with pytest.raises(ClaimRefused) as refusal:
        ask(order, "cancel", pieces={2: 1})
    assert refusal.value.code == "exchange_open"
    collect_claim(exchange.pk, actor=SYSTEM)
    finish_claim(exchange.pk, actor=SYSTEM)
    claim = settle(ask(order, "cancel", "wrong_item", pieces={2: 1}))
    assert claim.refund_amount == 15000
    with pytest.raises(ClaimRefused):
        ask(order, "return", "defect", pieces={1: 1})
    assert_invariants(inside.pk, inside=True)


def test_a_withdrawn_exchange_cancels_its_replacement_and_puts_its_stock_back(inside):
    product = make_product(stock=5)
    order = deliver(paid_order((product, 1)))
    claim = ask(order, "exchange")
    accept_claim(claim.pk, actor=SYSTEM)
    withdraw_claim(claim.pk, actor=SYSTEM)
    assert statuses(order) == ["N40", "C40"]
    assert product.variants.get().stock == 4
    assert_invariants(inside.pk, inside=True)


def test_an_exchange_is_not_withdrawn_once_the_replacement_is_on_its_way(inside):
    order = deliver(paid_order())
    claim = ask(order, "exchange")
    accept_claim(claim.pk, actor=SYSTEM)
    OrderItem.objects.filter(line_no=2).update(status="N30")
    with pytest.raises(ClaimRefused) as refusal:
        withdraw_claim(claim.pk, actor=SYSTEM)
    assert refusal.value.code == "replacement_sent"


def test_a_refused_claim_puts_its_items_back_where_they_stood_and_says_why(inside):
    order = paid_order()
    OrderItem.objects.filter(order=order).update(status="N21")
    claim = ask(order, "cancel", is_by_shopper=True)
    with pytest.raises(ClaimRefused):
        refuse_claim(claim.pk, reason=" ", actor=SYSTEM)
    claim = refuse_claim(claim.pk, reason="It has left already.", actor=SYSTEM)
    assert (claim.state, claim.refusal, statuses(order)) == ("refused", "It has left already.", ["N21"])
    order.refresh_from_db()
    assert (order.has_open_claim, order.stage) == (False, OrderStage.AWAITING_SHIPMENT)


def test_a_shopper_withdraws_only_what_is_not_accepted_yet(inside):
    order = paid_order()
    claim = ask(order, "cancel", is_by_shopper=True)
    accept_claim(claim.pk, actor=SYSTEM)
    with pytest.raises(ClaimRefused):
        withdraw_claim(claim.pk, actor=SHOPPER, is_by_shopper=True)
    assert withdraw_claim(claim.pk, actor=SYSTEM).state == Claim.State.WITHDRAWN
    assert statuses(order) == ["N10"]


def test_the_same_pieces_are_not_claimed_twice(inside):
    order = paid_order((make_product(), 2))
    ask(order, "cancel", pieces={1: 1})
    with pytest.raises(ClaimRefused):
        ask(order, "cancel", pieces={2: 1})
    with pytest.raises(ClaimRefused) as refusal:
        ask(order, "cancel", pieces={1: 2})
    assert refusal.value.code == "wrong_quantity"


def test_items_go_only_where_their_status_allows(inside):
    unpaid = make_order()
    with pytest.raises(ClaimRefused):
        ask(unpaid, "cancel")
    order = paid_order()
    with pytest.raises(ClaimRefused):
        ask(order, "return", "defect")
    deliver(order)
    with pytest.raises(ClaimRefused):
        ask(order, "cancel")
    claim = ask(order, "return", "defect")
    for step in (collect_claim, finish_claim):
        with pytest.raises(ClaimRefused):
            step(claim.pk, actor=SYSTEM)
    assert_invariants(inside.pk, inside=True)


def test_an_item_of_another_order_is_not_claimable(inside):
    order, other = paid_order(), paid_order()
    with pytest.raises(ClaimRefused):
        request_claim(order.pk, Wish("cancel", "other", {other.items.get().pk: 1}), actor=SYSTEM)


def test_second_calls_change_nothing(inside):
    product = make_product(stock=5)
    order = deliver(paid_order((product, 1)))
    claim = ask(order, "return", "delay")
    for step in (accept_claim, collect_claim, finish_claim):
        step(claim.pk, actor=SYSTEM)
        step(claim.pk, actor=SYSTEM)
    run_refund()
    run_refund()
    assert product.variants.get().stock == 5
    assert StockMove.objects.filter(kind="returned").count() == 1
    actions = list(AuditEntry.objects.filter(object_type__in=["claim", "refund"]).values_list("action", flat=True))
    assert sorted(actions) == ["claim.accepted", "claim.collected", "claim.done", "claim.requested", "refund.done"]


def test_the_shipping_fee_goes_back_only_with_the_last_item_of_a_cancelled_order(inside):
    order = paid_order((make_product(), 1), (make_product(), 1))
    first = settle(ask(order, "cancel", pieces={1: 1}))
    second = settle(ask(order, "cancel", "delay", pieces={2: 1}))
    assert (first.shipping_refund, second.shipping_refund) == (0, 3000)


def test_the_shipping_fee_stays_where_something_was_sent(inside):
    order = paid_order((make_product(), 1), (make_product(), 1))
    OrderItem.objects.filter(order=order, line_no=1).update(status="N30")
    claim = settle(ask(order, "cancel", "delay", pieces={2: 1}))
    assert claim.shipping_refund == 0


def test_the_ledger_is_told_of_gateway_refunds_only(inside):
    settle(ask(paid_order(gateway="cash"), "cancel"))
    assert not Job.objects.filter(task="orders.run_refund").exists()
    settle(ask(paid_order(gateway="test"), "cancel"))
    assert Job.objects.filter(task="orders.run_refund").count() == 1
