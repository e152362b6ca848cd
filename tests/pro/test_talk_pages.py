"""Talks with an agent and message credit on their pages (R3.6, R3.95, R3.96)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts import tenancy
from pro.domain.credits import spend
from pro.models import AgentConversation, OperationSwitch
from tests.pro.factories import make_line, make_run
from tests.pro.pages import get, text

pytestmark = pytest.mark.django_db(databases=["default", "counters"])


def test_an_agent_turns_an_item_off_at_once_and_the_talk_says_so(owner, mall, contract):
    """R3.6, R3.7, R3.95."""
    make_line(switched_by="agent")
    assert 'value="toy" selected' in text(owner, "agent", item="toy")
    response = owner.post(reverse("pro:agent"), {"item": "toy", "text": "Please.", "wish": "off"}, follow=True)
    page = response.content.decode()
    assert "Please." in page
    assert "is off from this moment" in page
    with tenancy.mall(mall.pk):
        assert not OperationSwitch.objects.get(key="toy").is_on
    assert "Turn off: Name of toy" in text(owner, "agent")


def test_an_item_must_be_chosen(owner, contract):
    response = owner.post(reverse("pro:agent"), {"item": "", "wish": "off"})
    assert response.status_code == 422
    assert not AgentConversation.objects.exists()


def test_a_question_goes_to_support_also_without_a_contract(owner, mall):
    response = owner.post(reverse("pro:question"), {"question-text": "May I sell tea?"}, follow=True)
    assert "May I sell tea?" in response.content.decode()
    talk = AgentConversation.objects.get()
    assert (talk.mall, talk.state, talk.language) == (mall, "waiting", "en")
    owner.post(reverse("pro:talk", args=[talk.pk]), {"text": "And coffee?"})
    assert "And coffee?" in text(owner, "talk", talk.pk)
    assert owner.post(reverse("pro:question"), {"question-text": " "}).status_code == 422


def test_who_writes_too_often_is_told_when_to_go_on_and_keeps_the_words(owner, mall, settings):
    settings.PRO_QUESTIONS_PER_HOUR = 1
    owner.post(reverse("pro:question"), {"question-text": "One?"})
    talk = AgentConversation.objects.get()
    for url, name in ((reverse("pro:question"), "question-text"), (reverse("pro:talk", args=[talk.pk]), "text")):
        response = owner.post(url, {name: "Words to keep"})
        assert response.status_code == 429
        assert 1 <= int(response["Retry-After"]) <= 3601
        assert "You have written very often within the hour." in response.content.decode()
        assert "Words to keep" in response.content.decode()
    assert AgentConversation.objects.count() == 1


def test_another_mall_s_talk_is_not_there(owner, other_mall):
    talk = AgentConversation.objects.create(mall=other_mall, kind="question", opened_by=1, language="en")
    assert get(owner, "talk", talk.pk).status_code == 404
    assert owner.post(reverse("pro:talk", args=[talk.pk]), {"text": "x"}).status_code == 404
    assert reverse("pro:talk", args=[talk.pk]) not in text(owner, "agent")


@pytest.mark.parametrize("count", [1, 3])
def test_talks_cost_the_same_for_any_number(owner, mall, contract, django_assert_num_queries, count):
    for number in range(count):
        make_line(f"item-{number}")
        AgentConversation.objects.create(
            mall=mall, kind="off", operation_key=f"item-{number}", opened_by=1, language="en"
        )
    with django_assert_num_queries(12):
        get(owner, "agent")


def test_message_credit_shows_uses_top_ups_and_that_nothing_is_to_pay(owner, mall, other_mall):
    """R3.96."""
    make_line()
    for one, count in ((mall, 3), (other_mall, 500)):
        with tenancy.mall(one.pk):
            spend(make_run(), "sms", count)
    page = text(owner, "credits")
    assert "₩60" in page
    assert "₩-60" in page or "-₩60" in page
    assert "₩0" in page
    assert "10,000" not in page
    assert page.count("Name of toy") == 2


@pytest.mark.parametrize("count", [1, 3])
def test_message_credit_costs_the_same_for_any_number(owner, mall, django_assert_num_queries, count):
    with tenancy.mall(mall.pk):
        for number in range(count):
            make_line(f"item-{number}")
            spend(make_run(f"item-{number}"), "mail")
    with django_assert_num_queries(10):
        get(owner, "credits")
