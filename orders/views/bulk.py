"""One step for many orders of a list: each order is a transaction of its own, and says for itself how it went."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

from django.contrib import messages
from django.utils.translation import gettext as _

from accounts import tenancy
from accounts.audience import AdminRequest
from accounts.audit import Actor
from accounts.jobs import waking_at_the_end
from orders.domain.ship_items import Shipment, ship_items
from orders.models import Order
from orders.views.refusals import REFUSALS, refusal_text
from orders.views.steps import ACTIONS, SHIP, Step

MOST_AT_ONCE: Final = 100
NUMBER_LENGTH: Final = 16


@dataclass(slots=True)
class Outcome:
    """Numbers of the orders that were changed, and why each of the others was not."""

    done: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def run_bulk(request: AdminRequest) -> Outcome:
    """Do what the posted `action` says to each ticked order and leave messages; the mall is named, not open.

    An order that is refused, or is none of this mall's, is named with its reason and left as it was; the others are
    changed all the same. Orders go by their numbers, one transaction after the other, so nobody blocks anybody.
    """
    action = request.POST.get("action", "")
    numbers = sorted({text for text in request.POST.getlist("order") if len(text) == NUMBER_LENGTH})[:MOST_AT_ONCE]
    outcome = Outcome()
    if not numbers:
        messages.error(request, _("Tick at least one order."))
        return outcome
    if action != SHIP and action not in ACTIONS:
        messages.error(request, _("Choose what to do with the ticked orders."))
        return outcome
    with waking_at_the_end():
        for number in numbers:
            step = _shipping(request, number) if action == SHIP else ACTIONS[action].step
            _one(number, step, request.actor, outcome)
    _say(request, outcome, str(_("Shipped") if action == SHIP else ACTIONS[action].done))
    return outcome


def _one(number: str, step: Step, actor: Actor, outcome: Outcome) -> None:
    try:
        with tenancy.step():
            step(Order.objects.get(number=number), None, actor)
    except Order.DoesNotExist:
        outcome.refused[number] = _("There is no such order.")
    except REFUSALS as error:
        outcome.refused[number] = refusal_text(error)
    else:
        outcome.done.append(number)


def _shipping(request: AdminRequest, number: str) -> Step:
    tracking_number = request.POST.get(f"tracking-{number}", "")[:60]
    shipment = Shipment(request.POST.get("carrier", ""), tracking_number)
    return lambda order, _items, actor: ship_items(order.pk, shipment, actor=actor)


def _say(request: AdminRequest, outcome: Outcome, done: str) -> None:
    if outcome.done:
        text = _("%(what)s (%(count)s): %(numbers)s")
        numbers = ", ".join(outcome.done)
        messages.success(request, text % {"what": done, "count": len(outcome.done), "numbers": numbers})
    by_reason: dict[str, list[str]] = defaultdict(list)
    for number, reason in outcome.refused.items():
        by_reason[reason].append(number)
    for reason, refused in by_reason.items():
        text = _("Not changed (%(count)s): %(numbers)s. %(reason)s")
        values = {"count": len(refused), "numbers": ", ".join(refused), "reason": reason}
        messages.error(request, text % values)
