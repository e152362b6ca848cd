"""The life of a PRO contract: applied for, decided about, stopped, ended (design 8, R3.99 to R3.104, R3.113 to R3.116).

Every change locks the contract's row first. `pro.domain.switches.may_run` holds the same row while a thing is
treated, so a decision waits for what is being done and nothing is done after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor, record
from accounts.endings import when_deleted
from accounts.jobs import enqueue
from accounts.models import Job
from accounts.tenancy import current_mall_id
from pro.domain.contract_notes import move, tell_owner
from pro.domain.display.endings import end_with_contract, forget_reasons
from pro.domain.switches import hold_mall, stop_work_in
from pro.models import Contract, OperationRun

TERMS_VERSION: Final = "2026-11"
LANGUAGES: Final = ("en", "ja")
SCREEN_TASK: Final = "pro.screen_contract"
PRO_TASKS: Final = "pro."

State = Contract.State
_kept_tasks: set[str] = set()


class AlreadyApplied(Exception):
    """The mall has a contract that is not over."""


class WrongState(Exception):
    """The contract is not in a state from which this step leads on; `state` is the one it is in."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


def survives_termination(task: str) -> str:
    """Keep waiting jobs of a task when a contract ends: work that undoes links and stops things (a mall's own)."""
    _kept_tasks.add(task)
    return task


@transaction.atomic
def apply(languages: Sequence[str], *, terms_version: str, actor: Actor) -> Contract:
    """Apply for PRO in the open mall; screening begins after the commit. Raises AlreadyApplied.

    `languages` are those of the overseas shops that are wanted (LANGUAGES); the terms are those of `terms_version`.
    """
    mall_id = current_mall_id()
    wanted = [code for code in LANGUAGES if code in languages]
    contract = Contract(mall_id=mall_id, languages=wanted, terms_version=terms_version, applied_by=actor.id or 0)
    try:
        with transaction.atomic():
            contract.save(force_insert=True)
    except IntegrityError as error:  # of two that apply at once, the database lets one in
        raise AlreadyApplied(mall_id) from error
    record("pro.applied", contract, actor=actor, after=contract.facts | {"terms": terms_version})
    tell_owner(contract, "pro_applied")
    enqueue(SCREEN_TASK, mall_id=mall_id, contract_id=contract.pk)
    return contract


def approve(contract_id: int, *, actor: Actor) -> Contract:
    """Let PRO begin after a screening that found nothing. Raises WrongState."""
    with _locked(contract_id) as contract:
        if contract.state != State.SCREENING or contract.screened_at is None:
            raise WrongState(contract.state)
        activate(contract, actor=actor)
    return contract


def activate(contract: Contract, *, actor: Actor) -> None:
    """Make a locked contract active; staff after a look, or the screening itself where a setting lets it."""
    contract.activated_at = timezone.now()
    move(contract, State.ACTIVE, "pro.activated", actor=actor)
    tell_owner(contract, "pro_activated")


def suspend(contract_id: int, *, reason: str, actor: Actor) -> Contract:
    """Stop PRO for a reason that the merchant reads (R3.114, R3.116). Raises WrongState."""
    with _locked(contract_id) as contract:
        if contract.state not in {State.SCREENING, State.ACTIVE}:
            raise WrongState(contract.state)
        move(contract, State.SUSPENDED, "pro.suspended", actor=actor, reason=reason)
        tell_owner(contract, "pro_suspended")
    return contract


def resume(contract_id: int, *, actor: Actor) -> Contract:
    """Let a suspended contract go on. Raises WrongState."""
    with _locked(contract_id) as contract:
        if contract.state != State.SUSPENDED:
            raise WrongState(contract.state)
        if contract.activated_at is None:
            contract.activated_at = timezone.now()
        move(contract, State.ACTIVE, "pro.resumed", actor=actor)
        tell_owner(contract, "pro_activated", is_resumed=True)
    return contract


def screen_again(contract_id: int, *, actor: Actor) -> Contract:
    """Screen a suspended contract once more, after the merchant took unsuitable things away. Raises WrongState."""
    with _locked(contract_id) as contract:
        if contract.state != State.SUSPENDED:
            raise WrongState(contract.state)
        contract.screened_at, contract.findings = None, []
        move(contract, State.SCREENING, "pro.screened_again", actor=actor)
        enqueue(SCREEN_TASK, mall_id=contract.mall_id, contract_id=contract.pk)
    return contract


def terminate(contract_id: int, *, actor: Actor, reason: str = "") -> Contract:
    """End a contract, by the merchant or by staff: all work stops, nothing is put back (R3.102 to R3.104).

    A second call changes nothing.
    """
    with _locked(contract_id) as contract:
        if contract.state == State.TERMINATED:
            return contract
        _end(contract, actor=actor, reason=reason)
        tell_owner(contract, "pro_terminated")
    return contract


@when_deleted
def end_with_mall(mall_id: int) -> None:
    """A deleted account's contract ends with it; the goodbye mail says all there is to say."""
    for contract in Contract.objects.standing().select_for_update().filter(mall_id=mall_id):
        contract.findings, contract.note = [], ""
        _end(contract, actor=Actor.system(), reason="")
    forget_reasons(mall_id)


def _end(contract: Contract, *, actor: Actor, reason: str) -> None:
    contract.terminated_at = timezone.now()
    OperationRun.objects.filter(state__in=[OperationRun.State.SCHEDULED, OperationRun.State.RUNNING]).update(
        state=OperationRun.State.OFF, finished_at=timezone.now()
    )
    waiting = Job.objects.filter(mall_id=contract.mall_id, state=Job.State.WAITING, task__startswith=PRO_TASKS)
    waiting.exclude(task__in=_kept_tasks).update(
        state=Job.State.CANCELLED, finished_at=timezone.now(), last_error="The PRO contract ended."
    )
    end_with_contract(contract.mall_id, actor=actor)
    move(contract, State.TERMINATED, "pro.terminated", actor=actor, reason=reason)


@contextmanager
def _locked(contract_id: int) -> Iterator[Contract]:
    """The contract's row, locked, with its mall open: a change, its entry and its mail commit together."""
    mall_id = Contract.objects.values_list("mall_id", flat=True).get(pk=contract_id)
    with tenancy.mall(mall_id):
        hold_mall(mall_id)
        stop_work_in(mall_id)
        yield Contract.objects.select_for_update(of=("self",)).select_related("mall").get(pk=contract_id)
