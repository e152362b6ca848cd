"""Applied for, approved or refused, turned off: who may, from where, and what is left behind (R3.47, R3.54, R3.77)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import AuditEntry, Mall, OutboxMessage
from pro.domain import contract as contracts
from pro.domain.agent import Speaker, ask_to_switch
from pro.domain.display import service as life
from pro.domain.switches import SwitchRefused
from pro.models import MAIN_DISPLAY, Contract, DisplayService, Operation, OperationRun
from tests.pro.display.life import MERCHANT, STAFF, apply, kinds, new_area, stop
from tests.pro.display.making import make_area, running_service
from tests.pro.factories import make_contract

pytestmark = pytest.mark.usefixtures("rows", "scope")
State = DisplayService.State
STANDING = [State.APPLIED, State.APPROVED, State.ANNOUNCED, State.RUNNING]


def service_in(mall: Mall, state: str, **values) -> DisplayService:
    return DisplayService.objects.create(mall=mall, state=state, **values)


def actions(mall: Mall) -> list[str]:
    with tenancy.mall(mall.pk):
        found = AuditEntry.objects.filter(action__startswith="pro.display").order_by("pk")
        return list(found.values_list("action", flat=True))


# --- Applying -------------------------------------------------------------------------------------------------


def test_a_mall_applies_once_under_the_terms(mall, contract):
    new_area(mall)
    service = apply(mall)
    assert (service.state, service.terms_version, service.applied_by) == ("applied", life.TERMS_VERSION, MERCHANT.id)
    with pytest.raises(life.AlreadyApplied):
        apply(mall)
    assert (actions(mall), kinds()) == (["pro.display_applied"], [])


@pytest.mark.parametrize(
    ("why", "reason"),
    [("no_contract", "no_contract"), ("suspended", "no_contract"), ("hidden", "hidden"), ("other_name", "no_areas")],
)
def test_it_is_for_malls_that_pro_works_for_and_that_have_areas(mall, why, reason):
    """R3.49, R3.71, R3.74."""
    if why != "no_contract":
        make_contract(mall, "suspended" if why == "suspended" else "active")
    if why == "hidden":
        Operation.objects.filter(key=MAIN_DISPLAY).update(is_visible=False)
    with tenancy.mall(mall.pk):
        make_area("new", 2, group=2, **({"name": "신상품 모음"} if why == "other_name" else {}))
    with pytest.raises(life.NotAvailable) as refused:
        apply(mall)
    assert refused.value.reason == reason
    assert not DisplayService.objects.exists()


@pytest.mark.parametrize("state", State)
def test_whoever_has_a_service_that_is_over_may_apply_again(mall, contract, state):
    new_area(mall)
    service_in(mall, state)
    if state in {State.OFF, State.REFUSED}:
        assert apply(mall).state == "applied"
    else:
        with pytest.raises(life.AlreadyApplied):
            apply(mall)


def test_the_database_itself_lets_no_second_service_stand(mall):
    service_in(mall, "running")
    for state in STANDING:
        with pytest.raises(IntegrityError), transaction.atomic():
            service_in(mall, state)
    service_in(mall, "off")
    service_in(mall, "refused")


# --- Deciding -------------------------------------------------------------------------------------------------


def test_staff_approve_and_the_owner_is_told_when_the_notice_comes(mall, contract, time_machine):
    time_machine.move_to("2026-12-20 23:30+09:00", tick=False)  # a Sunday in Seoul, 14:30 in UTC
    new_area(mall)
    service = life.approve(apply(mall).pk, actor=STAFF)
    service.refresh_from_db()
    assert (service.state, str(service.approved_on), service.approved_by) == ("approved", "2026-12-20", STAFF.id)
    assert service.notice_due_at.isoformat() == "2026-12-21T01:00:00+00:00"
    mail = OutboxMessage.objects.get()
    assert mail.kind == "pro_display_approved"
    assert "2026-12-21 10:00" in mail.text
    assert actions(mall) == ["pro.display_applied", "pro.display_approved"]


def test_the_day_of_approval_is_the_day_in_seoul(mall, contract, time_machine):
    time_machine.move_to("2026-12-21 00:30+09:00", tick=False)  # Monday there, Sunday still in UTC
    service = service_in(mall, "applied")
    assert life.approve(service.pk, actor=STAFF).notice_due_at.date().isoformat() == "2026-12-28"


def test_staff_refuse_with_a_reason_that_the_owner_reads_in_their_language(mall, contract):
    owner = mall.operators.get(is_owner=True).user
    owner.language = "ko"
    owner.save()
    service = life.refuse(service_in(mall, "applied").pk, reason="분류 이름을 먼저 정리해 주세요.", actor=STAFF)
    assert (service.state, service.ended_by, service.end_reason) == (
        "refused",
        "staff",
        "분류 이름을 먼저 정리해 주세요.",
    )
    mail = OutboxMessage.objects.get()
    assert (mail.kind, mail.language) == ("pro_display_refused", "ko")
    assert "분류 이름을 먼저 정리해 주세요." in mail.text
    with tenancy.mall(mall.pk):
        entry = AuditEntry.objects.get(action="pro.display_refused")
    assert (entry.actor_kind, entry.reason) == ("staff", "분류 이름을 먼저 정리해 주세요.")
    assert (entry.before, entry.after) == ({"state": "applied"}, {"state": "refused"})


WAYS = {
    "approve": ({"applied"}, "approved"),
    "refuse": ({"applied"}, "refused"),
    "stop_by_staff": (set(map(str, STANDING)), "off"),
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("step", WAYS)
def test_each_step_leads_on_only_from_its_states(mall, contract, step, state):
    service = service_in(mall, state)
    allowed, target = WAYS[step]
    values = {} if step == "approve" else {"reason": "Because."}
    if state in allowed:
        assert getattr(life, step)(service.pk, actor=STAFF, **values).state == target
        return
    with pytest.raises(life.WrongState) as refused:
        getattr(life, step)(service.pk, actor=STAFF, **values)
    service.refresh_from_db()
    assert (refused.value.state, service.state, kinds(), actions(mall)) == (state, state, [], [])


@pytest.mark.parametrize("state", ["suspended", "terminated"])
def test_nobody_approves_for_a_mall_that_pro_does_not_work_for(mall, state):
    make_contract(mall, state)
    service = service_in(mall, "applied")
    with pytest.raises(life.NotAvailable):
        life.approve(service.pk, actor=STAFF)
    service.refresh_from_db()
    assert service.state == "applied"


# --- OFF ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", STANDING)
def test_the_merchant_turns_it_off_at_any_time_and_a_second_call_changes_nothing(mall, other_mall, contract, state):
    """R3.54, R3.94."""
    service_in(mall, state)
    foreign = service_in(other_mall, state)
    service = stop(mall, "By hand from now on.")
    assert (service.state, service.ended_by, service.end_reason) == ("off", "merchant", "By hand from now on.")
    assert service.ended_at is not None
    assert stop(mall) is None
    assert (kinds(), actions(mall)) == (["pro_display_off"], ["pro.display_off"])
    foreign.refresh_from_db()
    assert foreign.state == state


def test_off_takes_back_a_notice_that_has_not_left_and_the_planned_start(mall, contract):
    service = service_in(mall, "approved")
    message = OutboxMessage.objects.create(mall=mall, kind="x", recipient="a@b.c", subject="s", stream=service.stream)
    with tenancy.mall(mall.pk):
        OperationRun.objects.create(key=MAIN_DISPLAY, slot="service-1", area="product")
    stop(mall)
    message.refresh_from_db()
    assert message.state == "cancelled"
    with tenancy.mall(mall.pk):
        assert OperationRun.objects.get().state == "off"


@pytest.mark.parametrize("state", STANDING)
def test_the_end_of_the_contract_is_the_end_of_the_service(mall, contract, state):
    """R3.103; the mail about the contract is enough."""
    service = service_in(mall, state)
    contracts.terminate(contract.pk, actor=STAFF)
    service.refresh_from_db()
    assert (service.state, service.ended_by) == ("off", "contract")
    assert kinds() == []
    assert actions(mall) == ["pro.display_off"]


def test_a_suspended_contract_keeps_the_service_for_later(mall, contract):
    """It does not refresh meanwhile."""
    service = running_service(mall)
    contracts.suspend(contract.pk, reason="Unsuitable.", actor=STAFF)
    assert not DisplayService.objects.running().exists()
    service.refresh_from_db()
    assert service.state == "running"
    contracts.resume(contract.pk, actor=STAFF)
    assert DisplayService.objects.running().get() == service


def test_a_deleted_account_leaves_no_service_and_no_words(mall, contract):
    old = service_in(mall, "off", end_reason="Call me at home.")
    service = service_in(mall, "running")
    with tenancy.mall(mall.pk):
        contracts.end_with_mall(mall.pk)
    for one in (old, service):
        one.refresh_from_db()
    assert (old.end_reason, service.state, service.ended_by) == ("", "off", "contract")


def test_an_agent_leads_to_the_form(mall, contract):
    """R3.107: the main display has a form of its own."""
    running_service(mall)
    with tenancy.mall(mall.pk), pytest.raises(SwitchRefused) as refused:
        ask_to_switch(MAIN_DISPLAY, is_on=False, text="", speaker=Speaker(Actor.operator(1), "en"))
    assert refused.value.reason == "form"
    assert Contract.objects.get().is_active
