"""The contract's life: who moves it where, what it leaves behind, and that nothing runs after it (R3.99 to R3.104)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from accounts import tenancy
from accounts.audit import Actor
from accounts.domain.delete_account import delete_account
from accounts.jobs import enqueue
from accounts.models import AuditEntry, Job, Mall, OutboxMessage
from pro.domain import contract as life
from pro.domain.switches import SwitchRefused, may_run, switch
from pro.models import Contract, Operation, OperationRun, OperationSwitch
from tests.pro.factories import make_contract, make_line, make_run

State = Contract.State
STAFF = Actor.staff(1)


def owner_of(mall: Mall) -> Actor:
    return Actor.operator(mall.operators.get(is_owner=True).user_id)


def apply(mall: Mall) -> Contract:
    with tenancy.mall(mall.pk):
        return life.apply(["ja", "en", "fr"], terms_version="2026-11", actor=owner_of(mall))


def kinds() -> list[str]:
    return list(OutboxMessage.objects.order_by("pk").values_list("kind", flat=True))


def actions(mall: Mall) -> list[str]:
    with tenancy.mall(mall.pk):
        return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def test_an_application_is_recorded_mailed_and_screened(mall):
    contract = apply(mall)
    assert (contract.state, contract.languages, contract.terms_version) == ("applied", ["en", "ja"], "2026-11")
    assert contract.applied_by == owner_of(mall).id
    job = Job.objects.get(task="pro.screen_contract")
    assert (job.mall_id, job.arguments) == (mall.pk, {"contract_id": contract.pk})
    assert (kinds(), actions(mall)) == (["pro_applied"], ["pro.applied"])
    assert OutboxMessage.objects.get().recipient == f"{mall.host}@example.com"


def test_a_mall_applies_once_and_again_only_after_the_end(mall, other_mall):
    first = apply(mall)
    with pytest.raises(life.AlreadyApplied):
        apply(mall)
    apply(other_mall)
    life.terminate(first.pk, actor=STAFF)
    second = apply(mall)
    assert set(Contract.objects.filter(mall=mall).values_list("pk", "state")) == {
        (first.pk, "terminated"),
        (second.pk, "applied"),
    }


def test_the_database_itself_lets_no_second_contract_stand_and_no_suspension_without_a_reason(mall):
    contract = make_contract(mall)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_contract(mall, "applied")
    with pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.filter(pk=contract.pk).update(state="suspended", reason="")


# step -> the states it leads on from, and where to
WAYS = {
    "approve": ({"screening"}, "active"),
    "suspend": ({"screening", "active"}, "suspended"),
    "resume": ({"suspended"}, "active"),
    "screen_again": ({"suspended"}, "screening"),
    "terminate": ({"applied", "screening", "active", "suspended"}, "terminated"),
}


def take(step: str, contract: Contract) -> Contract:
    values = {"reason": "Because."} if step in {"suspend", "terminate"} else {}
    return getattr(life, step)(contract.pk, actor=STAFF, **values)


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("step", WAYS)
def test_each_step_leads_on_only_from_its_states(mall, step, state):
    contract = make_contract(mall, state, screened_at=Mall.objects.get(pk=mall.pk).created_at)
    allowed, target = WAYS[step]
    if state in allowed:
        assert take(step, contract).state == target
    elif step == "terminate":  # a second end changes nothing
        assert take(step, contract).state == "terminated"
        assert kinds() == []
    else:
        with pytest.raises(life.WrongState) as caught:
            take(step, contract)
        assert caught.value.state == state
        contract.refresh_from_db()
        assert (contract.state, kinds(), actions(mall)) == (state, [], [])


def test_nobody_approves_before_the_screening_is_over(mall):
    contract = make_contract(mall, "screening")
    with pytest.raises(life.WrongState):
        life.approve(contract.pk, actor=STAFF)


def test_a_decision_says_who_when_and_why_and_tells_the_owner_in_their_language(mall):
    """R3.116: the stopped merchant reads the reason."""
    mall.operators.get(is_owner=True).user.__class__.objects.update(language="ko")
    contract = make_contract(mall)
    life.suspend(contract.pk, reason="와인을 판매합니다.", actor=STAFF)
    contract.refresh_from_db()
    assert (contract.reason, contract.decided_by) == ("와인을 판매합니다.", 1)
    assert contract.decided_at is not None
    with tenancy.mall(mall.pk):
        entry = AuditEntry.objects.get(action="pro.suspended")
        assert (entry.actor_kind, entry.actor_id, entry.reason) == ("staff", 1, "와인을 판매합니다.")
        assert (entry.before, entry.after) == ({"state": "active"}, {"state": "suspended"})
    mail = OutboxMessage.objects.get()
    assert mail.subject == "PRO 이용이 중지되었습니다"
    assert "와인을 판매합니다." in mail.text
    assert "/admin/pro/" in mail.text


def test_resuming_keeps_the_day_it_first_became_active_and_takes_the_reason_away(mall):
    contract = make_contract(mall)
    since = contract.activated_at
    life.suspend(contract.pk, reason="Stop.", actor=STAFF)
    life.resume(contract.pk, actor=STAFF)
    contract.refresh_from_db()
    assert (contract.state, contract.reason, contract.activated_at) == ("active", "", since)
    assert kinds() == ["pro_suspended", "pro_activated"]


def test_the_end_stops_all_work_and_restores_nothing(mall, other_mall):
    """R3.102 to R3.104: planned and running work ends, waiting PRO jobs are cancelled, switches stay where they are."""
    make_line()
    contract = make_contract(mall)
    make_contract(other_mall)
    with tenancy.mall(mall.pk):
        done = make_run(state="done")
        planned = make_run(state="scheduled")
        going = make_run(state="running", done_items=2, changed_items=2)
        switch("toy", is_on=False, actor=STAFF)
    with tenancy.mall(other_mall.pk):
        theirs = make_run(state="scheduled")
    own = enqueue("pro.translate_mall", mall_id=mall.pk)
    other_work = enqueue("orders.send_digest", mall_id=mall.pk)
    other_s = enqueue("pro.translate_mall", mall_id=other_mall.pk)
    platform = enqueue("pro.diagnose")
    life.terminate(contract.pk, reason="No longer needed.", actor=owner_of(mall))
    with tenancy.mall(mall.pk):
        states = dict(OperationRun.objects.values_list("pk", "state"))
        assert states == {done.pk: "done", planned.pk: "off", going.pk: "off"}
        assert OperationRun.objects.get(pk=going.pk).changed_items == 2
        assert OperationSwitch.objects.get().is_on is False
        assert not may_run("toy")
        with pytest.raises(SwitchRefused) as caught:  # R3.99
            switch("toy", is_on=True, actor=STAFF)
    assert caught.value.reason == "no_contract"
    with tenancy.mall(other_mall.pk):
        assert OperationRun.objects.get(pk=theirs.pk).state == "scheduled"
        assert may_run("toy")
    jobs = dict(Job.objects.filter(pk__in=[own.pk, other_work.pk, other_s.pk, platform.pk]).values_list("pk", "state"))
    assert jobs == {own.pk: "cancelled", other_work.pk: "waiting", other_s.pk: "waiting", platform.pk: "waiting"}
    contract.refresh_from_db()
    assert (contract.state, contract.reason) == ("terminated", "No longer needed.")
    assert contract.decided_by is None
    assert kinds() == ["pro_terminated"]


def test_a_task_that_cleans_up_survives_the_end(mall, monkeypatch):
    monkeypatch.setattr(life, "_kept_tasks", set())
    assert life.survives_termination("pro.unlink_account") == "pro.unlink_account"
    contract = make_contract(mall)
    kept = enqueue("pro.unlink_account", mall_id=mall.pk)
    life.terminate(contract.pk, actor=STAFF)
    kept.refresh_from_db()
    assert kept.state == "waiting"


def test_a_suspension_lets_nothing_run_and_resuming_lets_it_run_again(mall):
    """R3.103 for the time of a suspension."""
    make_line()
    contract = make_contract(mall)
    seen = []
    for step in ("suspend", "resume"):
        take(step, contract)
        with tenancy.mall(mall.pk):
            seen.append(may_run("toy"))
    assert seen == [False, True]


def test_a_deleted_account_s_contract_ends_with_it(mall):
    contract = make_contract(mall, findings=[{"limit": "alcohol"}], note="x")
    owner = mall.operators.get(is_owner=True).user
    delete_account(owner.pk, actor=Actor.operator(owner.pk))
    contract.refresh_from_db()
    assert (contract.state, contract.findings, contract.note) == ("terminated", [], "")
    assert contract.terminated_at is not None
    assert "pro_terminated" not in kinds()


def test_a_hidden_item_runs_nowhere(mall):
    make_line()
    make_contract(mall)
    Operation.objects.update(is_visible=False)
    with tenancy.mall(mall.pk):
        assert not may_run("toy")
