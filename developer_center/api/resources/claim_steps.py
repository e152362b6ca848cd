"""Take a claim through its steps as the wire names them: one call may take several (contract 2.7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from accounts.audit import Actor
from developer_center.api.errors import ApiError, wrong
from developer_center.api.resources.order_codes import LETTERS_OF_SELLER, reason_of
from orders.domain.claims.decide import accept_claim, collect_claim, refuse_claim, withdraw_claim
from orders.domain.claims.finish import finish_claim
from orders.domain.claims.request import BankAccount, Wish, request_claim
from orders.domain.claims.rules import ClaimRefused
from orders.forms.claim_refusals import claim_refusal_text
from orders.models import Claim, ClaimItem, Order, OrderItem

Kind, State = Claim.Kind, Claim.State
# Words of a kind's steps, in their order, and the state that each ends in.
STEPS: Final[dict[str, dict[str, str]]] = {
    Kind.CANCEL: {"canceling": State.ACCEPTED, "canceled": State.DONE},
    Kind.RETURN: {"accepted": State.ACCEPTED, "collected": State.COLLECTED, "returned": State.DONE},
    Kind.EXCHANGE: {"accepted": State.ACCEPTED, "collected": State.COLLECTED, "exchanged": State.DONE},
}
ORDER_OF_STATES: Final = (State.REQUESTED, State.ACCEPTED, State.COLLECTED, State.DONE)
# The app speaks for the store, which may let a claim in whatever the day (Wish.override_note).
BY_THE_STORE: Final = "Let in by an app of the store."


@dataclass(frozen=True, slots=True)
class ClaimWish:
    """What an app asks for: `quantities` maps item keys to pieces, `variants` item keys to what goes out instead."""

    kind: str
    quantities: Mapping[int, int]
    letter: str = "I"
    detail: str = ""
    variants: Mapping[int, int] = field(default_factory=dict)
    bank: BankAccount = field(default_factory=BankAccount)


@contextmanager
def claim_refusals(where: str) -> Iterator[None]:
    """Turn the refusals of claims into 422, in the words that merchants read."""
    try:
        yield
    except ClaimRefused as error:
        raise wrong(where, claim_refusal_text(error)) from error


def ask(order: Order, wish: ClaimWish, actor: Actor, *, by_shopper: bool) -> Claim:
    """Open a claim that waits for a decision. Raises ClaimRefused."""
    return request_claim(
        order.pk,
        Wish(
            wish.kind,
            reason_of(wish.letter, wish.kind),
            wish.quantities,
            detail=wish.detail,
            is_by_shopper=by_shopper,
            override_note="" if by_shopper else BY_THE_STORE,
            bank=wish.bank,
        ),
        actor=actor,
    )


def open_claim(order: Order, wish: ClaimWish, actor: Actor) -> Claim:
    """An accepted claim on these items: the one that was asked for where it is about just them, else a new one.

    The claimed lines may be new ones, split from those that were named. Raises ClaimRefused.
    """
    claim = _requested(wish) or ask(order, wish, actor, by_shopper=False)
    payer = Claim.Payer.SELLER.value if wish.letter in LETTERS_OF_SELLER else ""
    return accept_claim(claim.pk, actor=actor, payer=payer, variants=_variants(claim, wish))


def advance(claim: Claim, word: str, actor: Actor, *, restocks: bool | None = None) -> Claim:
    """Take an accepted claim on to where a word says, through the steps between. A second call changes nothing.

    `restocks` says whether its pieces go back into stock; None leaves it to the claim's reason. Raises ClaimRefused.
    """
    wanted = ORDER_OF_STATES.index(State(STEPS[claim.kind][word]))
    if claim.state not in ORDER_OF_STATES:
        raise ClaimRefused("wrong_state", name=claim.code)
    if claim.state == State.REQUESTED:
        claim = accept_claim(claim.pk, actor=actor)
    goes_back = claim.kind != Kind.CANCEL
    if goes_back and claim.state == State.ACCEPTED and wanted >= ORDER_OF_STATES.index(State.COLLECTED):
        claim = collect_claim(claim.pk, actor=actor)
    if wanted == ORDER_OF_STATES.index(State.DONE):
        claim = finish_claim(claim.pk, actor=actor, restock=_restocked(claim, restocks=restocks))
    return claim


def withdraw(claim: Claim, actor: Actor) -> Claim:
    """Take a claim back (`undone`). Raises ClaimRefused."""
    return withdraw_claim(claim.pk, actor=actor)


def refuse(claim: Claim, reason: str, actor: Actor) -> Claim:
    """Turn down what a shopper asked for. Raises ClaimRefused."""
    return refuse_claim(claim.pk, reason=reason, actor=actor)


def claim_open_of(kind: str, item: OrderItem) -> Claim:
    """The open claim of this kind on an item. Raises 404."""
    rows = ClaimItem.objects.filter(item=item, claim__kind=kind, claim__state__in=Claim.OPEN).select_related("claim")
    row = rows.first()
    if row is None:
        raise ApiError(404, "An open claim of this item was not found.")
    claim: Claim = row.claim
    return claim


def _requested(wish: ClaimWish) -> Claim | None:
    """The claim that waits for a decision and is about exactly these items."""
    waiting = ClaimItem.objects.filter(
        item__in=list(wish.quantities), claim__kind=wish.kind, claim__state=State.REQUESTED
    ).select_related("claim")
    claims = {row.claim_id: row.claim for row in waiting}
    if len(claims) != 1:
        return None
    claim = next(iter(claims.values()))
    about = dict(ClaimItem.objects.filter(claim=claim).values_list("item_id", "quantity"))
    return claim if about == dict(wish.quantities) else None


def _variants(claim: Claim, wish: ClaimWish) -> dict[int, int]:
    """The wish by the lines of the claim, which may have been split from those that it names.

    request_claim goes through the items by key and makes a row of each; a claim that was there already is about the
    named items themselves.
    """
    if not wish.variants:
        return {}
    lines = list(ClaimItem.objects.filter(claim=claim).order_by("pk").values_list("item_id", flat=True))
    named = lines if set(lines) == set(wish.quantities) else sorted(wish.quantities)
    pairs = zip(named, lines, strict=True)
    return {line: wish.variants[item_id] for item_id, line in pairs if item_id in wish.variants}


def _restocked(claim: Claim, *, restocks: bool | None) -> list[int] | None:
    if restocks is None:
        return None
    return list(ClaimItem.objects.filter(claim=claim).values_list("item_id", flat=True)) if restocks else []
