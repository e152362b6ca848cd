"""Refunds go by the gateway that took the money, through the ledger; by hand for bank transfers."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from accounts import tenancy
from accounts.models import AuditEntry, Job
from orders.domain.claims.request import BankAccount
from orders.domain.refunds import RefundRefused, mark_refunded, retry_refund
from orders.models import OrderItem, Refund
from tests.ledger import run_due_jobs
from tests.orders.claiming import ask, paid_order, settle
from tests.orders.gateways import AwayGateway
from tests.orders.invariants import assert_invariants
from tests.orders.shop import SYSTEM

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture(autouse=True)
def _gateways(settings, monkeypatch) -> None:
    settings.PAYMENT_GATEWAYS = [
        "orders.gateways.bank_transfer.BankTransfer",
        "orders.gateways.test_gateway.TestGateway",
        "tests.orders.gateways.AwayGateway",
        "tests.orders.gateways.RefusingGateway",
    ]
    monkeypatch.setattr(AwayGateway, "is_away", True)
    AwayGateway.paid_back.clear()


def cancelled(mall, gateway: str) -> Refund:
    with tenancy.mall(mall.pk):
        order = paid_order(gateway=gateway)
        claim = settle(ask(order, "cancel", bank=BankAccount("Shinhan", "110-123-456789", "Kim Minji")))
        return claim.refunds.get()


def test_a_gateway_sends_the_money_back_and_the_order_knows(mall):
    refund = cancelled(mall, "test")
    run_due_jobs("orders.run_refund")
    with tenancy.mall(mall.pk):
        refund.refresh_from_db()
        assert (refund.state, refund.detail) == ("done", f"test-refund-{refund.code}")
        assert refund.order.payment_status == "refunded"
        assert OrderItem.objects.get().refunded_amount == 12000
        assert_invariants(mall.pk, inside=True)


def test_a_bank_transfer_waits_for_the_merchant(mall):
    refund = cancelled(mall, "cash")
    run_due_jobs("orders.run_refund")
    with tenancy.mall(mall.pk):
        refund.refresh_from_db()
        assert (refund.state, refund.bank_name, refund.account_number) == ("waiting", "Shinhan", "110-123-456789")
        for _ in range(2):
            assert mark_refunded(refund.pk, actor=SYSTEM).state == "done"
        assert AuditEntry.objects.filter(action="refund.done").count() == 1


def test_a_gateway_that_is_away_is_asked_again_and_pays_once(mall, monkeypatch):
    refund = cancelled(mall, "away")
    run_due_jobs("orders.run_refund")
    with tenancy.mall(mall.pk):
        refund.refresh_from_db()
    assert (refund.state, refund.detail) == ("waiting", "The gateway does not answer.")
    monkeypatch.setattr(AwayGateway, "is_away", False)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=5)):
        run_due_jobs("orders.run_refund")
    with tenancy.mall(mall.pk):
        refund.refresh_from_db()
    assert refund.state == "done"
    assert AwayGateway.paid_back == {refund.code: refund.amount}


def test_the_last_attempt_shows_as_failed_and_can_be_tried_again_or_paid_by_hand(mall, monkeypatch):
    refund = cancelled(mall, "away")
    for days in range(1, 14):
        with time_machine.travel(timezone.now() + dt.timedelta(days=days)):
            run_due_jobs("orders.run_refund")
    with tenancy.mall(mall.pk):
        refund.refresh_from_db()
        assert (refund.state, refund.detail) == ("failed", "The gateway does not answer.")
        assert Job.objects.get(task="orders.run_refund").state == "failed"
        retry_refund(refund.pk, actor=SYSTEM)
        with pytest.raises(RefundRefused):
            mark_refunded(refund.pk, actor=SYSTEM)
    monkeypatch.setattr(AwayGateway, "is_away", False)
    run_due_jobs("orders.run_refund")
    with tenancy.mall(mall.pk):
        refund.refresh_from_db()
        assert refund.state == "done"
        with pytest.raises(RefundRefused):
            retry_refund(refund.pk, actor=SYSTEM)


def test_a_refusal_ends_at_once_with_its_reason(mall):
    refund = cancelled(mall, "refusing")
    run_due_jobs("orders.run_refund")
    with tenancy.mall(mall.pk):
        refund.refresh_from_db()
        assert (refund.state, refund.detail) == ("failed", "The payment is too old to be refunded.")
        assert Job.objects.get(task="orders.run_refund").state == "done"
        assert mark_refunded(refund.pk, actor=SYSTEM).state == "done"
        assert_invariants(mall.pk, inside=True)
