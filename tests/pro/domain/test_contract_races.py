"""Contracts decided about at the same moment as others decide or PRO works: real connections, real commits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import AuditEntry, Mall, OutboxMessage
from catalog.models import Product
from pro.domain import contract as life
from pro.domain.diagnose import run_operation
from pro.domain.switches import switch
from pro.models import Contract, OperationRun
from tests.factories_catalog import make_product
from tests.pro.factories import make_contract

RUNNERS = 8
STAFF = Actor.staff(1)
WAIT_SECONDS = 20


def at_once(*works: Callable[[], object]) -> list[object]:
    """Each work on a connection of its own, at the same moment; what each returned or was refused with."""
    barrier = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        try:
            barrier.wait(timeout=WAIT_SECONDS)
            return work()
        except (life.WrongState, life.AlreadyApplied) as refusal:
            return type(refusal).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_of_parallel_applications_one_is_taken(committed, mall):
    def apply() -> object:
        with tenancy.mall(mall.pk):
            return life.apply(["en"], terms_version="2026-11", actor=STAFF).pk

    results = at_once(*[apply] * RUNNERS)
    assert results.count("AlreadyApplied") == RUNNERS - 1
    assert Contract.objects.count() == 1
    assert OutboxMessage.objects.filter(kind="pro_applied").count() == 1


def test_of_staff_who_approve_at_once_one_is_the_one_who_did(committed, mall):
    contract = make_contract(mall, "screening", screened_at=mall.created_at)
    results = at_once(*[lambda: life.approve(contract.pk, actor=STAFF).state] * RUNNERS)
    assert sorted(map(str, results)) == ["WrongState"] * (RUNNERS - 1) + ["active"]
    with tenancy.mall(mall.pk):
        assert AuditEntry.objects.filter(action="pro.activated").count() == 1
    assert OutboxMessage.objects.filter(kind="pro_activated").count() == 1


def test_approve_and_terminate_at_once_end_terminated_whoever_is_first(committed, mall):
    contract = make_contract(mall, "screening", screened_at=mall.created_at)
    at_once(
        *[lambda: life.approve(contract.pk, actor=STAFF).state] * 4,
        *[lambda: life.terminate(contract.pk, actor=STAFF).state] * 4,
    )
    contract.refresh_from_db()
    assert contract.state == "terminated"
    with tenancy.mall(mall.pk):
        assert AuditEntry.objects.filter(action="pro.terminated").count() == 1


class Pause:
    """Stops a toy operation in the middle of treating its first thing until it is let go on."""

    def __init__(self, operation, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reached, self.goes_on = threading.Event(), threading.Event()
        real = operation.treat

        def treat(object_id: int):
            treated = real(object_id)
            self.reached.set()
            assert self.goes_on.wait(WAIT_SECONDS)
            return treated

        monkeypatch.setattr(operation, "treat", treat)


def in_thread(work: Callable[[], object]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def stop_during_a_run(mall: Mall, shout, monkeypatch, stop: Callable[[], object]) -> dict[str, str]:
    """Begin a run of two products, `stop` in the middle of the first; the products' names when both are over."""
    with tenancy.mall(mall.pk):
        make_product("one"), make_product("two")
    pause = Pause(shout, monkeypatch)

    def work() -> None:
        with tenancy.acting_for(mall.pk):
            run_operation(shout, slot="today")

    worker = in_thread(work)
    assert pause.reached.wait(WAIT_SECONDS)
    stopper = in_thread(stop)
    stopper.join(0.5)
    assert stopper.is_alive(), "it must wait for the product that is being treated"
    pause.goes_on.set()
    stopper.join(WAIT_SECONDS)
    worker.join(WAIT_SECONDS)
    assert not worker.is_alive()
    assert not stopper.is_alive()
    with tenancy.mall(mall.pk):
        run = OperationRun.objects.get()
        assert (run.state, run.changed_items) == ("off", 1)
        return {product.name for product in Product.objects.all()}


def test_a_merchant_who_ends_it_during_a_run_waits_for_one_product_and_no_other_is_touched(
    committed, mall, shout, contract, monkeypatch
):
    """R3.103: from the moment it is said to have ended, nothing more is done."""
    names = stop_during_a_run(mall, shout, monkeypatch, lambda: life.terminate(contract.pk, actor=STAFF))
    assert names == {"one!", "two"}


def test_off_during_a_run_waits_for_one_product_and_no_other_is_touched(committed, mall, shout, monkeypatch):
    """R3.7, R3.95: OFF holds the moment it is said to be off."""

    def off() -> None:
        with tenancy.mall(mall.pk):
            switch("shout", is_on=False, actor=STAFF)

    assert stop_during_a_run(mall, shout, monkeypatch, off) == {"one!", "two"}
