"""Accept, refuse, collect and withdraw claims."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from accounts.audit import Actor, record
from orders.domain.claims.open_claim import LockedClaim, lock_claim
from orders.domain.claims.replacement import cancel_replacements, create_replacements
from orders.domain.claims.request import claim_facts
from orders.domain.claims.rules import ClaimRefused, Kind, Payer, State, policy_of_order, shipping_charge
from orders.domain.progress import refresh_stage
from orders.models import Claim


@transaction.atomic
def accept_claim(claim_id: int, *, actor: Actor, payer: str = "", variants: Mapping[int, int] | None = None) -> Claim:
    """Let a claim in. An exchange gets its replacement items now, with stock of their own.

    `payer` overrides who pays the way; `variants` maps item ids to the variant that replaces them (the same one
    where none is named). A second call changes nothing. Raises ClaimRefused, also "too_few_left" where a
    replacement is not in stock.
    """
    locked = lock_claim(claim_id)
    claim = locked.claim
    if claim.state == State.ACCEPTED:
        return claim
    locked.needs([State.REQUESTED])
    was_payer = claim.payer
    claim.state, claim.decided_at = State.ACCEPTED, timezone.now()
    claim.payer = Payer(payer) if payer else claim.payer
    claim.shipping_charge = shipping_charge(claim.kind, claim.payer, policy_of_order(locked.order))
    claim.save(update_fields=["state", "decided_at", "payer", "shipping_charge"])
    locked.set_status(locked.course.accepted)
    if claim.kind == Kind.EXCHANGE:
        create_replacements(locked, variants or {})
    _close(locked, "claim.accepted", actor, was_payer=was_payer)
    return claim


@transaction.atomic
def refuse_claim(claim_id: int, *, reason: str, actor: Actor) -> Claim:
    """Turn a requested claim down, with a reason the shopper reads; its items go back to where they stood.

    A second call changes nothing. Raises ClaimRefused.
    """
    locked = lock_claim(claim_id)
    claim = locked.claim
    if claim.state == State.REFUSED:
        return claim
    locked.needs([State.REQUESTED])
    if not reason.strip():
        raise ClaimRefused("no_refusal", at="refusal")
    claim.state, claim.refusal = State.REFUSED, reason.strip()
    claim.decided_at = claim.finished_at = timezone.now()
    claim.save(update_fields=["state", "refusal", "decided_at", "finished_at"])
    locked.give_back_status()
    _close(locked, "claim.refused", actor, reason=claim.refusal)
    return claim


@transaction.atomic
def collect_claim(claim_id: int, *, actor: Actor) -> Claim:
    """Note that the goods of a return or exchange have come back. A second call changes nothing."""
    locked = lock_claim(claim_id)
    claim = locked.claim
    if claim.state == State.COLLECTED:
        return claim
    locked.needs([State.ACCEPTED])
    if locked.course.collected is None:
        raise ClaimRefused("wrong_state", name=claim.code)
    claim.state = State.COLLECTED
    claim.save(update_fields=["state"])
    locked.set_status(locked.course.collected)
    _close(locked, "claim.collected", actor)
    return claim


@transaction.atomic
def withdraw_claim(claim_id: int, *, actor: Actor, is_by_shopper: bool = False) -> Claim:
    """Take an open claim back; its items stand where they stood. A second call changes nothing.

    A shopper may until it is accepted, an operator until it is done. Replacements are cancelled and their stock is
    put back; raises ClaimRefused("replacement_sent") once one is on its way (screens.md 4.5, "Undo").
    """
    locked = lock_claim(claim_id)
    claim = locked.claim
    if claim.state == State.WITHDRAWN:
        return claim
    locked.needs([State.REQUESTED] if is_by_shopper else Claim.OPEN)
    if claim.kind == Kind.EXCHANGE:
        cancel_replacements(locked)
    claim.state, claim.finished_at = State.WITHDRAWN, timezone.now()
    claim.save(update_fields=["state", "finished_at"])
    locked.give_back_status()
    _close(locked, "claim.withdrawn", actor)
    return claim


def _close(locked: LockedClaim, action: str, actor: Actor, *, was_payer: str = "", reason: str = "") -> None:
    """Bring the order up to date and write the entry; a payer who was changed stands in it."""
    refresh_stage(locked.order)
    claim = locked.claim
    before, after = {}, claim_facts(claim, locked.order)
    if was_payer and was_payer != claim.payer:
        before, after["payer"] = {"payer": was_payer}, claim.payer
    record(action, claim, actor=actor, before=before, after=after, reason=reason)
