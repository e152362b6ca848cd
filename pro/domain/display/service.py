"""The life of the main display's service in a mall: applied for, approved or refused, turned off (R3.47, R3.54, R3.77).

What the clock does with it stands in `announce` and `start`. Every change locks the mall, then the contract, then the
service, so that two who decide at once meet, and a refresh that has begun is waited for.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor, record
from accounts.models import AuditEntry
from accounts.tenancy import current_mall_id
from pro.domain.display.areas import recognised_categories
from pro.domain.display.dates import day_in_seoul, notice_due_at
from pro.domain.display.endings import end_service
from pro.domain.display.notes import move, tell_owner
from pro.domain.switches import hold_mall, is_in_scope, lock_active_contract
from pro.models import MAIN_DISPLAY, DisplayService

TERMS_VERSION: Final = "2026-11"
State = DisplayService.State
EndedBy = DisplayService.EndedBy


class NotAvailable(Exception):
    """The service cannot be applied for or approved: `reason` is no_contract (R3.71), no_areas (R3.49) or hidden."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class AlreadyApplied(Exception):
    """The mall has a service that is not over."""


class WrongState(Exception):
    """The service is not in a state from which this step leads on; `state` is the one it is in."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


@transaction.atomic
def apply(*, terms_version: str, actor: Actor) -> DisplayService:
    """Apply for the service in the open mall; staff decide. Raises NotAvailable and AlreadyApplied."""
    mall_id = current_mall_id()
    if not lock_active_contract(mall_id):
        raise NotAvailable("no_contract")
    if not is_in_scope(MAIN_DISPLAY):
        raise NotAvailable("hidden")
    if not recognised_categories():
        raise NotAvailable("no_areas")
    service = DisplayService(mall_id=mall_id, terms_version=terms_version, applied_by=actor.id)
    try:
        with transaction.atomic():
            service.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyApplied(mall_id) from error
    record("pro.display_applied", service, actor=actor, after={"state": service.state, "terms": terms_version})
    return service


def approve(service_id: int, *, actor: Actor) -> DisplayService:
    """Let the service begin; its notice goes out on the first Monday after today. Raises WrongState, NotAvailable."""
    with _locked(service_id) as (service, has_contract):
        if service.state != State.APPLIED:
            raise WrongState(service.state)
        if not has_contract:
            raise NotAvailable("no_contract")
        service.approved_on = day_in_seoul(timezone.now())
        service.approved_by = actor.id
        service.notice_due_at = notice_due_at(service.approved_on)
        move(service, State.APPROVED, "pro.display_approved", actor=actor)
        tell_owner(service, "pro_display_approved")
    return service


def refuse(service_id: int, *, reason: str, actor: Actor) -> DisplayService:
    """Refuse an application for a reason that the merchant reads. Raises WrongState."""
    with _locked(service_id) as (service, _has_contract):
        if service.state != State.APPLIED:
            raise WrongState(service.state)
        service.ended_at, service.ended_by, service.end_reason = timezone.now(), EndedBy.STAFF, reason
        move(service, State.REFUSED, "pro.display_refused", actor=actor, reason=reason)
        tell_owner(service, "pro_display_refused")
    return service


@transaction.atomic
def stop(*, actor: Actor, reason: str = "") -> DisplayService | None:
    """Turn the open mall's service off, at any time of its life; the display stays as it is (R3.54, R3.106).

    A refresh that has begun ends first, and none comes after. None where there is nothing to turn off.
    """
    hold_mall(current_mall_id())
    standing = DisplayService.objects.standing().select_for_update(of=("self",)).filter(mall_id=current_mall_id())
    service = standing.select_related("mall").first()
    if service is not None:
        _turn_off(service, actor=actor, reason=reason)
    return service


def stop_by_staff(service_id: int, *, reason: str, actor: Actor) -> DisplayService:
    """The same by support, for a reason that the merchant reads. Raises WrongState."""
    with _locked(service_id) as (service, _has_contract):
        if service.is_over:
            raise WrongState(service.state)
        _turn_off(service, actor=actor, reason=reason)
    return service


def _turn_off(service: DisplayService, *, actor: Actor, reason: str) -> None:
    by_staff = actor.kind == AuditEntry.ActorKind.STAFF
    end_service(service, by=EndedBy.STAFF if by_staff else EndedBy.MERCHANT, actor=actor, reason=reason)
    tell_owner(service, "pro_display_off")


@contextmanager
def _locked(service_id: int) -> Iterator[tuple[DisplayService, bool]]:
    """The service's row, locked, with its mall open; and whether PRO works for the mall now."""
    mall_id = DisplayService.objects.values_list("mall_id", flat=True).get(pk=service_id)
    with tenancy.mall(mall_id):
        has_contract = lock_active_contract(mall_id)
        rows = DisplayService.objects.select_for_update(of=("self",)).select_related("mall")
        yield rows.get(pk=service_id), has_contract
