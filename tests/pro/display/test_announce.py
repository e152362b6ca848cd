"""Notice, start and start message, by a clock moved by hand: late, failed, jumping, around New Year (R3.47, R3.48)."""

from __future__ import annotations

import pytest

from accounts import tenancy
from accounts.models import Job, Mall, OutboxMessage
from pro.domain import contract as contracts
from pro.domain.display import service as life
from pro.domain.display.announce import wake_services
from pro.domain.display.refresh import refresh_malls
from pro.models import Contract, DisplayRun, DisplayService, MessageCredit, Operation, OperationRun
from tests.pro.display.life import (
    STAFF,
    apply,
    failed_jobs,
    kinds,
    new_area,
    new_product,
    seoul,
    stop,
)
from tests.pro.display.making import placed
from tests.pro.factories import make_contract
from tests.smtp import mail_server

pytestmark = pytest.mark.usefixtures("committed", "scope")
NOTICE, STARTED = "pro_display_notice", "pro_display_started"


@pytest.fixture
def contract(clock, mall, scope):  # made at the clock's time
    return make_contract(mall)


@pytest.fixture
def category(contract, mall):
    return new_area(mall)


@pytest.fixture
def smtp(settings):
    """The mail server is the test's."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = "127.0.0.1", False, 5
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_PORT = 1  # nobody is there
    return settings


def approved(mall: Mall) -> DisplayService:
    return life.approve(apply(mall).pk, actor=STAFF)


def fresh(service: DisplayService) -> DisplayService:
    service.refresh_from_db()
    return service


def notices() -> list[tuple[str, str]]:
    """State and text of each notice, in order."""
    rows = OutboxMessage.objects.filter(kind=NOTICE).order_by("pk")
    return list(rows.values_list("state", "text"))


def test_the_whole_life_across_the_end_of_a_year(clock, mall, category):
    """R3.47, R3.48, R3.46: approved on a Monday, announced on the next one, started on the one after."""
    clock.set("2026-12-21 10:00")
    service = approved(mall)
    for moment in ("2026-12-21 10:10", "2026-12-27 23:50", "2026-12-28 09:50"):
        clock.at(moment)
        assert kinds() == ["pro_display_approved"]
    clock.at("2026-12-28 10:00")
    [(state, text)] = notices()
    assert state == "sent"
    assert "From 2027-01-04, 10:00 Korean time" in text
    clock.at("2026-12-28 10:10")
    assert fresh(service).state == "announced"
    assert (service.notice_accepted_at, str(service.starts_on)) == (seoul("2026-12-28 10:00"), "2027-01-04")
    with tenancy.mall(mall.pk):
        assert OperationRun.objects.get().planned_at == seoul("2027-01-04 10:00")

    clock.set("2027-01-04 09:00")
    product = new_product(mall)
    clock.at("2027-01-04 09:50")
    assert (fresh(service).state, placed(category)) == ("announced", [])
    clock.at("2027-01-04 10:00")
    assert (fresh(service).state, placed(category)) == ("running", [product])
    assert (service.displayed_at, service.start_notice_at) == (seoul("2027-01-04 10:00"), seoul("2027-01-04 10:00"))
    assert kinds() == ["pro_display_approved", NOTICE, STARTED]

    for moment in ("2027-01-04 10:10", "2027-01-04 12:00", "2027-01-11 10:00"):
        clock.at(moment)
    assert kinds() == ["pro_display_approved", NOTICE, STARTED]
    assert failed_jobs() == []
    with tenancy.mall(mall.pk):
        assert OperationRun.objects.get(slot=f"service-{service.pk}").state == "done"
        used = MessageCredit.objects.exclude(kind="top_up").values_list("kind", "count")
        assert list(used) == [("mail", 1), ("mail", 1)]


def test_an_approval_on_a_sunday_is_announced_the_day_after(clock, mall, category):
    clock.set("2026-12-27 23:59")
    approved(mall)
    clock.at("2026-12-28 09:59")
    assert notices() == []
    clock.at("2026-12-28 10:00")
    assert len(notices()) == 1


def test_a_notice_that_nobody_takes_is_made_anew_each_day_and_the_start_counts_from_the_day_it_is_taken(
    clock, mall, category, smtp
):
    clock.set("2026-12-22 10:00")
    service = approved(mall)
    clock.at("2026-12-28 10:00")
    clock.at("2026-12-28 23:50")
    assert [state for state, _text in notices()] == ["waiting"]
    clock.at("2026-12-29 00:10")
    assert [state for state, _text in notices()] == ["cancelled", "waiting"]
    assert (fresh(service).state, service.starts_on) == ("approved", None)
    with mail_server() as server:
        smtp.EMAIL_PORT = server.port
        clock.at("2026-12-29 12:00")
        clock.at("2026-12-29 12:10")
        assert b"2027-01-11" in b"".join(body for body in server.received if b"Notice" in body)
    assert [state for state, _text in notices()] == ["cancelled", "sent"]
    assert (fresh(service).state, str(service.starts_on)) == ("announced", "2027-01-11")  # not the 4th
    clock.at("2027-01-04 10:00")
    assert fresh(service).state == "announced"
    clock.at("2027-01-11 10:00")
    assert fresh(service).state == "running"


def test_a_refused_notice_is_tried_again_the_next_day_and_not_before(clock, mall, category, smtp):
    clock.set("2026-12-22 10:00")
    service = approved(mall)
    with mail_server("unknown") as server:
        smtp.EMAIL_PORT = server.port
        for moment in ("2026-12-28 10:00", "2026-12-28 10:10", "2026-12-28 23:50"):
            clock.at(moment)
        assert [state for state, _text in notices()] == ["refused"]
    with mail_server() as server:
        smtp.EMAIL_PORT = server.port
        clock.at("2026-12-29 00:00")
        clock.at("2026-12-29 00:10")
    assert [state for state, _text in notices()] == ["refused", "sent"]
    assert str(fresh(service).starts_on) == "2027-01-11"


def test_a_notice_that_was_taken_back_while_it_left_counts_all_the_same(clock, mall, category, smtp):
    """The worker had it in hand when midnight passed: it was accepted, and its day counts."""
    clock.set("2026-12-22 10:00")
    service = approved(mall)
    clock.at("2026-12-28 10:00")
    first = OutboxMessage.objects.get(kind=NOTICE)
    clock.at("2026-12-29 00:10")
    OutboxMessage.objects.filter(pk=first.pk).update(state="sent", sent_at=seoul("2026-12-28 23:59"))
    clock.at("2026-12-29 00:20")
    assert str(fresh(service).starts_on) == "2027-01-04"
    assert [state for state, _text in notices()] == ["sent", "cancelled"]


def test_a_clock_that_jumps_back_repeats_nothing(clock, mall, category):
    clock.set("2026-12-22 10:00")
    service = approved(mall)
    clock.at("2026-12-28 10:00")
    clock.at("2026-12-28 10:10")
    for moment in ("2026-12-27 09:00", "2026-12-28 10:00", "2026-12-28 10:20"):
        clock.at(moment)
    assert len(notices()) == 1
    clock.set("2027-01-04 09:00")
    new_product(mall)
    clock.at("2027-01-04 10:00")
    started_at = fresh(service).started_at
    for moment in ("2027-01-03 10:00", "2027-01-04 09:50", "2027-01-04 10:00", "2027-01-04 12:00"):
        clock.at(moment)
    assert (fresh(service).started_at, kinds().count(STARTED)) == (started_at, 1)
    with tenancy.mall(mall.pk):
        slots = list(DisplayRun.objects.order_by("slot_at").values_list("slot_at", flat=True))
    assert slots == [seoul("2027-01-04 10:00"), seoul("2027-01-04 12:00")]


def test_a_clock_that_stood_still_loses_nothing(clock, mall, category):
    """Nothing ran over New Year: the notice goes out late, and the start counts from then."""
    clock.set("2026-12-22 10:00")
    service = approved(mall)
    clock.at("2027-01-07 15:00")  # a Thursday
    clock.at("2027-01-07 15:10")
    assert (len(notices()), str(fresh(service).starts_on)) == (1, "2027-01-18")
    clock.set("2027-01-18 20:00")
    new_product(mall)
    clock.at("2027-01-18 21:05")  # the 10:00 slot was missed; the newest one starts it
    assert (fresh(service).state, service.displayed_at) == ("running", seoul("2027-01-18 20:00"))
    assert kinds().count(STARTED) == 1


def test_the_start_message_waits_for_the_first_display(clock, mall, category):
    """R3.48: without a product nothing is displayed, and nothing is said."""
    clock.set("2026-12-22 10:00")
    service = approved(mall)
    for moment in ("2026-12-28 10:00", "2026-12-28 10:10", "2027-01-04 10:00", "2027-01-04 12:00"):
        clock.at(moment)
    assert (fresh(service).state, service.displayed_at, service.start_notice_at) == ("running", None, None)
    clock.set("2027-01-04 13:00")
    new_product(mall)
    clock.at("2027-01-04 14:00")
    assert fresh(service).displayed_at == seoul("2027-01-04 14:00")
    assert kinds().count(STARTED) == 1


def test_a_refresh_that_failed_says_nothing_and_the_next_one_does(clock, mall, category, monkeypatch):
    clock.set("2026-12-22 10:00")
    service = approved(mall)
    for moment in ("2026-12-28 10:00", "2026-12-28 10:10"):
        clock.at(moment)
    clock.set("2027-01-04 09:00")
    new_product(mall)
    monkeypatch.setattr("pro.domain.display.refresh.areas_of", lambda _ids: 1 // 0)
    clock.at("2027-01-04 10:00")
    assert (fresh(service).state, kinds().count(STARTED)) == ("running", 0)
    monkeypatch.undo()
    clock.at("2027-01-04 12:00")
    assert kinds().count(STARTED) == 1


@pytest.mark.parametrize("reason", ["suspended", "dormant", "hidden"])
def test_while_pro_does_not_work_for_the_mall_nothing_is_sent_or_started(clock, mall, category, contract, reason):
    def pause(is_paused: bool) -> None:
        if reason == "suspended":
            Contract.objects.update(state="suspended" if is_paused else "active", reason="x")
        elif reason == "dormant":
            Mall.objects.update(status="dormant" if is_paused else "open")
        else:
            Operation.objects.filter(key="main-display").update(is_visible=not is_paused)

    clock.set("2026-12-22 10:00")
    service = approved(mall)
    pause(True)
    clock.at("2026-12-28 10:00")
    assert notices() == []
    pause(False)
    clock.at("2026-12-28 11:00")
    clock.at("2026-12-28 11:10")
    assert fresh(service).state == "announced"
    pause(True)
    clock.set("2027-01-04 09:00")
    new_product(mall)
    clock.at("2027-01-04 10:00")
    assert (fresh(service).state, placed(category)) == ("announced", [])
    pause(False)
    clock.at("2027-01-04 12:00")
    assert fresh(service).state == "running"
    assert placed(category) != []


@pytest.mark.parametrize("moment", ["2026-12-25 10:00", "2026-12-28 09:00", "2026-12-30 10:00", "2027-01-04 09:00"])
def test_off_before_the_start_means_no_notice_and_no_start(clock, mall, category, moment):
    clock.set("2026-12-22 10:00")
    service = approved(mall)
    for step in ("2026-12-28 10:00", "2026-12-28 10:10", "2027-01-04 10:00", "2027-01-04 12:00"):
        if seoul(step) > seoul(moment) and fresh(service).state != "off":
            clock.set(moment)
            stop(mall)
        clock.at(step)
    assert fresh(service).state == "off"
    assert len(notices()) == (seoul(moment) > seoul("2026-12-28 10:00"))
    assert kinds().count(STARTED) == 0
    assert placed(category) == []


def test_off_leaves_the_display_as_it_is(clock, mall, category):
    """R3.54, R3.106."""
    clock.set("2026-12-22 10:00")
    approved(mall)
    for moment in ("2026-12-28 10:00", "2026-12-28 10:10"):
        clock.at(moment)
    clock.set("2027-01-04 09:00")
    shown = new_product(mall)
    clock.at("2027-01-04 10:00")
    clock.set("2027-01-04 11:00")
    stop(mall)
    new_product(mall)
    for moment in ("2027-01-04 12:00", "2027-01-05 12:00"):
        clock.at(moment)
    assert placed(category) == [shown]
    assert refresh_malls([mall.pk], seoul("2027-01-05 14:00")).malls == 0


def test_a_new_life_has_a_notice_and_a_start_of_its_own(clock, mall, category):
    clock.set("2026-12-22 10:00")
    approved(mall)
    for moment in ("2026-12-28 10:00", "2026-12-28 10:10", "2027-01-04 10:00"):
        clock.at(moment)
    stop(mall)
    second = approved(mall)  # on a Monday
    clock.at("2027-01-11 10:00")
    clock.at("2027-01-11 10:10")
    clock.set("2027-01-18 09:00")
    new_product(mall)
    clock.at("2027-01-18 10:00")
    assert (fresh(second).state, second.displayed_at) == ("running", seoul("2027-01-18 10:00"))
    assert kinds().count(NOTICE) == 2
    assert kinds().count(STARTED) == 1  # the first life displayed nothing


def test_the_contract_s_end_between_notice_and_start_ends_it(clock, mall, category, contract):
    clock.set("2026-12-22 10:00")
    service = approved(mall)
    clock.at("2026-12-28 10:00")
    clock.at("2026-12-28 10:10")
    contracts.terminate(contract.pk, actor=STAFF)
    clock.set("2027-01-04 09:00")
    new_product(mall)
    clock.at("2027-01-04 10:00")
    assert (fresh(service).state, service.started_at, placed(category)) == ("off", None, [])


def test_a_waiting_job_is_not_written_twice(clock, mall, category):
    clock.set("2026-12-22 10:00")
    service = approved(mall)
    now = seoul("2026-12-28 10:00")
    assert (wake_services(now), wake_services(now)) == (1, 0)
    assert Job.objects.get(task="pro.advance_display").arguments == {"service_id": service.pk}
    assert wake_services(seoul("2026-12-28 09:59")) == 0


# --- By AlimTalk ----------------------------------------------------------------------------------------------


def test_a_korean_owner_with_a_mobile_is_told_by_alimtalk(clock, mall, category):
    owner = mall.operators.get(is_owner=True).user
    owner.language = "ko"
    owner.save()
    Mall.objects.filter(pk=mall.pk).update(phone="010-1234-5678")
    clock.set("2026-12-22 10:00")
    service = approved(mall)
    clock.at("2026-12-28 10:00")
    clock.at("2026-12-28 10:10")
    notice = OutboxMessage.objects.get(kind=NOTICE)
    assert (notice.channel, notice.recipient, notice.fallback_to) == ("alimtalk", "01012345678", owner.email)
    assert (notice.state, notice.variables["starts_on"]) == ("sent", "2027-01-04")
    assert fresh(service).state == "announced"
    clock.set("2027-01-04 09:00")
    new_product(mall)
    clock.at("2027-01-04 10:00")
    assert OutboxMessage.objects.get(kind=STARTED).channel == "alimtalk"
    with tenancy.mall(mall.pk):
        used = MessageCredit.objects.exclude(kind="top_up").values_list("kind", "count")
        assert list(used) == [("alimtalk", 1), ("alimtalk", 1)]
