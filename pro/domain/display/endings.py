"""The end of the main display's service: by its form, by staff, or with the PRO contract (R3.54, R3.103)."""

from __future__ import annotations

from django.utils import timezone

from accounts.audit import Actor
from accounts.models import OutboxMessage
from pro.domain.display.notes import move
from pro.models import MAIN_DISPLAY, DisplayService, OperationRun


def end_service(service: DisplayService, *, by: str, actor: Actor, reason: str = "") -> None:
    """Turn a locked service of the open mall off: what waits to be sent or to begin does not. Nothing is put back."""
    service.ended_at, service.ended_by, service.end_reason = timezone.now(), by, reason
    OutboxMessage.objects.filter(stream=service.stream, state=OutboxMessage.State.WAITING).update(
        state=OutboxMessage.State.CANCELLED
    )
    OperationRun.objects.filter(key=MAIN_DISPLAY, state=OperationRun.State.SCHEDULED).update(
        state=OperationRun.State.OFF, finished_at=timezone.now()
    )
    move(service, DisplayService.State.OFF, "pro.display_off", actor=actor, reason=reason)


def end_with_contract(mall_id: int, *, actor: Actor) -> None:
    """The contract's end is the service's, in the same transaction; the mail about the contract says so."""
    for service in DisplayService.objects.standing().select_for_update().filter(mall_id=mall_id):
        end_service(service, by=DisplayService.EndedBy.CONTRACT, actor=actor)


def forget_reasons(mall_id: int) -> None:
    """What merchant and staff wrote to each other goes with the account."""
    DisplayService.objects.filter(mall_id=mall_id).update(end_reason="")
