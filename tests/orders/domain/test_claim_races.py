"""Claims at the same moment: real connections, real commits."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from accounts import tenancy
from catalog.models import Variant
from orders.domain.claims.decide import accept_claim, withdraw_claim
from orders.domain.claims.finish import finish_claim
from orders.domain.claims.request import Wish, request_claim
from orders.domain.claims.rules import ClaimRefused
from orders.domain.refunds import complete_refund
from orders.models import Claim, OrderItem, Refund
from tests.orders.claiming import ask, deliver, paid_order
from tests.orders.invariants import assert_invariants
from tests.orders.shop import SYSTEM, make_product

RUNNERS = 8


def at_once(mall_id: int, work: Callable[[], object]) -> list[object]:
    """Run the same work on eight connections at the same moment; what each returned or was refused with."""
    barrier = Barrier(RUNNERS)

    def run(_number: int) -> object:
        try:
            barrier.wait(timeout=30)
            with tenancy.mall(mall_id):
                return work()
        except ClaimRefused as refusal:
            return refusal.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(RUNNERS) as pool:
        return list(pool.map(run, range(RUNNERS)))


@pytest.mark.parametrize("quantity", [2, 1])
def test_of_parallel_claims_on_the_same_pieces_only_as_many_succeed_as_there_are_pieces(committed, mall, quantity):
    with tenancy.mall(mall.pk):
        order = paid_order((make_product(), 2))
        item = OrderItem.objects.get()
    results = at_once(
        mall.pk, lambda: request_claim(order.pk, Wish("cancel", "other", {item.pk: quantity}), actor=SYSTEM)
    )
    claims = [one for one in results if isinstance(one, Claim)]
    assert len(claims) == 2 // quantity
    assert {one for one in results if isinstance(one, str)} <= {"not_claimable", "wrong_quantity"}
    assert_invariants(mall.pk)


def test_a_claim_finished_eight_times_at_once_refunds_and_restocks_once(committed, mall):
    with tenancy.mall(mall.pk):
        order = paid_order((make_product(stock=5), 2))
        claim = ask(order, "cancel")
        accept_claim(claim.pk, actor=SYSTEM)
    at_once(mall.pk, lambda: finish_claim(claim.pk, actor=SYSTEM))
    with tenancy.mall(mall.pk):
        assert Refund.objects.count() == 1
        assert Variant.objects.get().stock == 5
        refund_id = Refund.objects.get().pk
    at_once(mall.pk, lambda: complete_refund(refund_id, detail="sent", actor=SYSTEM))
    assert_invariants(mall.pk)


def test_finish_and_withdraw_at_the_same_moment_leave_one_of_the_two(committed, mall):
    with tenancy.mall(mall.pk):
        claim = ask(paid_order((make_product(stock=5), 2)), "cancel")
        accept_claim(claim.pk, actor=SYSTEM)
    works = iter([finish_claim, withdraw_claim] * RUNNERS)
    at_once(mall.pk, lambda: next(works)(claim.pk, actor=SYSTEM))
    with tenancy.mall(mall.pk):
        claim.refresh_from_db()
        assert claim.state in {"done", "withdrawn"}
        assert Variant.objects.get().stock == (5 if claim.state == "done" else 3)
    assert_invariants(mall.pk)


def test_parallel_exchanges_of_the_last_piece_send_one_replacement(committed, mall):
    with tenancy.mall(mall.pk):
        order = deliver(paid_order((make_product(stock=9), 8)))
        ids = iter([ask(order, "exchange", pieces={1: 1}).pk for _ in range(8)])
    results = at_once(mall.pk, lambda: accept_claim(next(ids), actor=SYSTEM))
    assert results.count("too_few_left") == RUNNERS - 1
    with tenancy.mall(mall.pk):
        assert Variant.objects.get().stock == 0
        assert OrderItem.objects.filter(status="N01").count() == 1
    assert_invariants(mall.pk)
