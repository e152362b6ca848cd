"""Talk to an agent: OFF of an item at once, or a question for support (R3.6, R3.7, R3.95, R3.100, R3.107)."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import tenancy
from accounts.audit import Actor, record
from accounts.domain.dormancy import page_url
from accounts.limits import Limit
from accounts.models import Mall, User
from accounts.outbox import Mail, post
from accounts.tenancy import current_mall_id
from pro.domain.switches import SwitchRefused, switch
from pro.models import AgentConversation, AgentMessage, Operation

Kind = AgentConversation.Kind
State = AgentConversation.State
Author = AgentMessage.Author


class AlreadyAnswered(Exception):
    """Nothing in this talk waits for an answer."""


class TooManyQuestions(Exception):
    """The mall wrote as often as it may for now; the next hour begins in `retry_after_seconds`."""

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__(retry_after_seconds)
        self.retry_after_seconds = retry_after_seconds


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who writes from the merchant's side, and the language they read."""

    actor: Actor
    language: str


@transaction.atomic
def ask_to_switch(key: str, *, is_on: bool, text: str, speaker: Speaker) -> AgentConversation:
    """Have the agent turn an item of the open mall off (or on again); it is done when this returns.

    What was done before stays as it is (R3.106). Raises SwitchRefused: unknown, no_contract, or form for an item
    that has a form of its own.
    """
    line = Operation.objects.filter(key=key, is_visible=True).first()
    if line is None:
        raise SwitchRefused("unknown")
    if line.switched_by == Operation.SwitchedBy.FORM:
        raise SwitchRefused("form")
    switch(key, is_on=is_on, actor=speaker.actor, through=line.switched_by)
    talk = _open(Kind.ON if is_on else Kind.OFF, text, speaker, key=key)
    with translation.override(speaker.language):
        if is_on:
            answer = _("“%(item)s” is on again. PRO takes it up at its next turn.")
        else:
            answer = _("“%(item)s” is off from this moment and does not run again. What it did before stays as it is.")
        _say(talk, Author.AGENT, answer % {"item": line.title})
    _close(talk)
    return talk


@transaction.atomic
def ask_question(text: str, *, speaker: Speaker) -> AgentConversation:
    """File a question of the open mall for support; the answer comes by mail and stands in the talk.

    Support gets a mail (STAFF_EMAIL). Raises TooManyQuestions.
    """
    _count_question()
    talk = _open(Kind.QUESTION, text, speaker)
    record("pro.agent_asked", talk, actor=speaker.actor, after={"kind": talk.kind})
    _tell_staff(talk)
    return talk


@transaction.atomic
def ask_again(conversation_id: int, text: str, *, speaker: Speaker) -> AgentConversation:
    """Write on in a talk of the open mall; it waits for support again, which gets one mail for all that waits.

    Raises DoesNotExist for another mall's, and TooManyQuestions.
    """
    talk = AgentConversation.objects.select_for_update().get(pk=conversation_id, mall_id=current_mall_id())
    _count_question()
    was_waiting = talk.state == State.WAITING
    _say(talk, Author.MERCHANT, text)
    talk.state, talk.closed_at, talk.language = State.WAITING, None, speaker.language
    talk.save(update_fields=["state", "closed_at", "language"])
    if not was_waiting:
        _tell_staff(talk)
    return talk


def answer(conversation_id: int, text: str, *, actor: Actor) -> AgentConversation:
    """Answer a talk that waits, as support; whoever opened it gets a mail. Raises AlreadyAnswered."""
    mall_id = AgentConversation.objects.values_list("mall_id", flat=True).get(pk=conversation_id)
    with tenancy.mall(mall_id):
        talk = AgentConversation.objects.select_for_update().get(pk=conversation_id)
        if talk.state != State.WAITING:
            raise AlreadyAnswered(conversation_id)
        _say(talk, Author.STAFF, text)
        _close(talk)
        record("pro.agent_answered", talk, actor=actor, after={"kind": talk.kind})
        _tell(talk, text)
    return talk


def _open(kind: str, text: str, speaker: Speaker, *, key: str = "") -> AgentConversation:
    talk = AgentConversation.objects.create(
        mall_id=current_mall_id(),
        kind=kind,
        operation_key=key,
        opened_by=speaker.actor.id or 0,
        language=speaker.language,
    )
    if text:
        _say(talk, Author.MERCHANT, text)
    return talk


def _say(talk: AgentConversation, author: str, text: str) -> None:
    AgentMessage(conversation_id=talk.pk, author=author, text=text).save(force_insert=True)


def _close(talk: AgentConversation) -> None:
    talk.state, talk.closed_at = State.DONE, timezone.now()
    talk.save(update_fields=["state", "closed_at"])


def _count_question() -> None:
    """Raises TooManyQuestions. A mail to people goes out for each: nobody fills their mailbox from here."""
    limit = Limit("agent-question", hits=settings.PRO_QUESTIONS_PER_HOUR, seconds=3600)
    if not limit.hit(current_mall_id()):
        raise TooManyQuestions(limit.retry_after_seconds())


def _tell_staff(talk: AgentConversation) -> None:
    """Without what was asked: that stands behind the sign-in of /support/."""
    if not settings.STAFF_EMAIL:
        return
    mall = Mall.objects.get(pk=talk.mall_id)
    context = {"mall": mall, "action_url": page_url("admin:pro_agentconversation_change", talk.pk)}
    post(Mail("pro_question", settings.STAFF_EMAIL, settings.LANGUAGE_CODE, context, mall_id=talk.mall_id))


def _tell(talk: AgentConversation, text: str) -> None:
    user = User.objects.filter(pk=talk.opened_by, is_active=True).first()
    if user is not None and user.email:
        context = {"text": text, "action_url": page_url("pro:agent")}
        post(Mail("pro_answered", user.email, user.language or talk.language, context, mall_id=talk.mall_id))
