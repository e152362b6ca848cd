"""Talks with an agent, as the merchant and support see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pro.models import AgentConversation, AgentMessage, Operation
from pro.operations.words import form_url

Kind = AgentConversation.Kind


@dataclass(frozen=True, slots=True)
class TalkRow:
    """A talk with the item it is about."""

    talk: AgentConversation
    line: Operation | None

    @property
    def about(self) -> str:
        """The item's name; nothing for a question."""
        return self.line.title if self.line else self.talk.operation_key


@dataclass(frozen=True, slots=True)
class FormLine:
    """An item that is turned off by a form of its own, and where that is."""

    line: Operation
    url: str


def agent_lines() -> list[Operation]:
    """Items that an agent turns off: all that have no form of their own (R3.107)."""
    return list(Operation.objects.filter(is_visible=True).exclude(switched_by=Operation.SwitchedBy.FORM))


def form_lines() -> list[FormLine]:
    """The others."""
    lines = Operation.objects.filter(is_visible=True, switched_by=Operation.SwitchedBy.FORM)
    return [FormLine(line, form_url(line.key)) for line in lines]


def talk_rows(talks: Iterable[AgentConversation]) -> list[TalkRow]:
    """Talks with their items; one query however many there are."""
    found = list(talks)
    lines = {line.key: line for line in Operation.objects.filter(key__in={talk.operation_key for talk in found})}
    return [TalkRow(talk, lines.get(talk.operation_key)) for talk in found]


def messages_of(talk: AgentConversation) -> list[AgentMessage]:
    """What was said, in order. The talk's mall is open."""
    return list(AgentMessage.objects.filter(conversation_id=talk.pk).order_by("id"))
