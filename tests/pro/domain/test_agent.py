"""Talks with an agent: OFF at once, questions answered by mail, everything kept (R3.6, R3.95, R3.100, R3.107)."""

from __future__ import annotations

import pytest
import time_machine

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import AuditEntry, Mall, OutboxMessage
from pro.domain.agent import AlreadyAnswered, Speaker, TooManyQuestions, answer, ask_again, ask_question, ask_to_switch
from pro.domain.switches import SwitchRefused, may_run
from pro.models import AgentConversation, AgentMessage, OperationRun
from pro.queries.agent import messages_of
from tests.pro.factories import make_contract, make_line, make_run

pytestmark = pytest.mark.django_db(databases=["default", "counters"])
STAFF = Actor.staff(1)


def speaker(mall: Mall, language: str = "en") -> Speaker:
    return Speaker(Actor.operator(mall.operators.get(is_owner=True).user_id), language)


def said(talk: AgentConversation) -> list[tuple[str, str]]:
    with tenancy.mall(talk.mall_id):
        return [(message.author, message.text) for message in messages_of(talk)]


@pytest.mark.parametrize("switched_by", ["agent", "merchant"])
def test_an_item_is_off_when_the_agent_has_answered_and_what_was_planned_does_not_run(mall, contract, switched_by):
    make_line(switched_by=switched_by)
    with tenancy.mall(mall.pk):
        planned, done = make_run(state="scheduled"), make_run()
        talk = ask_to_switch("toy", is_on=False, text="Not my style.", speaker=speaker(mall))
        assert not may_run("toy")
        states = dict(OperationRun.objects.values_list("pk", "state"))
        assert states == {planned.pk: "off", done.pk: "done"}
        entry = AuditEntry.objects.get(action="pro.operation_switched")
        assert entry.after == {"operation": "toy", "is_on": False, "through": switched_by}
    assert (talk.kind, talk.state, talk.operation_key) == ("off", "done", "toy")
    assert said(talk) == [
        ("merchant", "Not my style."),
        (
            "agent",
            "“Name of toy” is off from this moment and does not run again. What it did before stays as it is.",
        ),
    ]


def test_the_agent_answers_in_the_merchant_s_language_and_turns_on_again(mall, contract):
    make_line()
    with tenancy.mall(mall.pk):
        ask_to_switch("toy", is_on=False, text="", speaker=speaker(mall))
        talk = ask_to_switch("toy", is_on=True, text="", speaker=speaker(mall, "ko"))
        assert may_run("toy")
    assert said(talk) == [("agent", "“toy 이름” 항목을 다시 켰습니다. 다음 차례부터 실행됩니다.")]


@pytest.mark.parametrize(
    ("values", "reason"), [({"switched_by": "form"}, "form"), ({"is_visible": False}, "unknown"), ({}, "no_contract")]
)
def test_what_cannot_be_switched_leaves_no_talk(mall, values, reason):
    """R3.107: the item with a form of its own is turned off there; R3.99: nothing without a contract."""
    make_line(**values)
    if reason != "no_contract":
        make_contract(mall)
    with tenancy.mall(mall.pk), pytest.raises(SwitchRefused) as caught:
        ask_to_switch("toy", is_on=False, text="x", speaker=speaker(mall))
    assert caught.value.reason == reason
    assert not AgentConversation.objects.exists()


def test_a_question_waits_for_staff_whose_answer_comes_by_mail(mall):
    with tenancy.mall(mall.pk):
        talk = ask_question("May I sell tea?", speaker=speaker(mall))
    assert (talk.state, talk.kind) == ("waiting", "question")
    answer(talk.pk, "Yes, with a long expiry.", actor=STAFF)
    talk.refresh_from_db()
    assert talk.state == "done"
    assert talk.closed_at is not None
    assert said(talk) == [("merchant", "May I sell tea?"), ("staff", "Yes, with a long expiry.")]
    mail = OutboxMessage.objects.get(kind="pro_answered")
    assert mail.recipient == f"{mall.host}@example.com"
    assert "Yes, with a long expiry." in mail.text
    with tenancy.mall(mall.pk):
        assert AuditEntry.objects.get(action="pro.agent_answered").actor_id == 1


def test_an_answered_talk_is_answered_again_only_after_the_merchant_wrote_on(mall):
    with tenancy.mall(mall.pk):
        talk = ask_question("First?", speaker=speaker(mall))
    answer(talk.pk, "One.", actor=STAFF)
    with pytest.raises(AlreadyAnswered):
        answer(talk.pk, "Two.", actor=STAFF)
    assert OutboxMessage.objects.filter(kind="pro_answered").count() == 1
    with tenancy.mall(mall.pk):
        ask_again(talk.pk, "And then?", speaker=speaker(mall))
    answer(talk.pk, "Two.", actor=STAFF)
    assert [text for _author, text in said(talk)] == ["First?", "One.", "And then?", "Two."]


def test_another_mall_s_talk_cannot_be_written_into_and_its_words_do_not_show(mall, other_mall):
    with tenancy.mall(other_mall.pk):
        talk = ask_question("Secret", speaker=speaker(other_mall))
    with tenancy.mall(mall.pk):
        with pytest.raises(AgentConversation.DoesNotExist):
            ask_again(talk.pk, "Hello", speaker=speaker(mall))
        assert not AgentMessage.objects.exists()
        assert messages_of(talk) == []


def test_support_is_told_once_of_what_waits_without_what_was_asked(mall, settings):
    settings.STAFF_EMAIL = "desk@example.com"
    with tenancy.mall(mall.pk):
        talk = ask_question("May I sell tea?", speaker=speaker(mall, "ko"))
        ask_again(talk.pk, "Or coffee?", speaker=speaker(mall))  # it waits already
    mail = OutboxMessage.objects.get(kind="pro_question")
    assert (mail.recipient, mail.language, mail.mall_id) == ("desk@example.com", "en", mall.pk)
    assert mall.host in mail.subject
    assert f"/support/pro/agentconversation/{talk.pk}/change/" in mail.text
    assert "tea" not in mail.text + mail.html
    answer(talk.pk, "Yes.", actor=STAFF)
    with tenancy.mall(mall.pk):
        ask_again(talk.pk, "And cocoa?", speaker=speaker(mall))
    assert OutboxMessage.objects.filter(kind="pro_question").count() == 2


def test_without_an_address_of_support_there_is_no_mail(mall, settings):
    settings.STAFF_EMAIL = ""
    with tenancy.mall(mall.pk):
        ask_question("May I sell tea?", speaker=speaker(mall))
    assert not OutboxMessage.objects.exists()


def test_a_mall_writes_so_often_in_an_hour_and_turns_items_off_at_any_time(mall, other_mall, contract, settings):
    """R3.95: OFF is never held up by what was asked."""
    settings.PRO_QUESTIONS_PER_HOUR = 2
    make_line()
    with time_machine.travel("2026-11-26T03:10:00+00:00", tick=False) as clock:
        with tenancy.mall(mall.pk):
            talk = ask_question("One?", speaker=speaker(mall))
            ask_again(talk.pk, "Two?", speaker=speaker(mall))
            for one_more in (lambda: ask_question("Three?", speaker=speaker(mall)), lambda: write_on(mall, talk)):
                with pytest.raises(TooManyQuestions) as caught:
                    one_more()
            assert caught.value.retry_after_seconds == 3001
            ask_to_switch("toy", is_on=False, text="Three!", speaker=speaker(mall))
            assert not may_run("toy")
        with tenancy.mall(other_mall.pk):
            ask_question("One?", speaker=speaker(other_mall))
        clock.move_to("2026-11-26T04:00:00+00:00")
        with tenancy.mall(mall.pk):
            write_on(mall, talk)
    assert said(talk) == [("merchant", "One?"), ("merchant", "Two?"), ("merchant", "Four?")]


def write_on(mall: Mall, talk: AgentConversation) -> None:
    ask_again(talk.pk, "Four?", speaker=speaker(mall))
