"""Give a paid order's shipping fee back by itself (wire contract, Appendix B, shippingfeecancellation)."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.audit import Actor, record
from orders.domain.claims.refund_sum import fee_refund
from orders.domain.claims.request import LETTER, BankAccount, claim_facts
from orders.domain.claims.rules import ClaimRefused, Kind, Payer, State
from orders.domain.progress import lock_order, refresh_stage
from orders.domain.refunds import open_refund
from orders.models import Claim


@transaction.atomic
def cancel_shipping_fee(order_id: int, *, reason: str, detail: str, bank: BankAccount, actor: Actor) -> Claim:
    """Open the refund of what is left of an order's shipping fee; its items stay where they stand.

    It is a cancellation without items that is done at once: the store decides it. Other claims give the fee back no
    second time. Raises ClaimRefused("no_fee_left") where nothing was paid, or the fee went back or was none.
    """
    order = lock_order(order_id)
    amount = fee_refund(order)
    if amount <= 0:
        raise ClaimRefused("no_fee_left", name=order.number)
    now = timezone.now()
    claim: Claim = Claim.objects.create(
        order=order,
        code=f"{LETTER[Kind.CANCEL]}{order.number}-{Claim.objects.filter(order=order).count() + 1:02d}",
        kind=Kind.CANCEL,
        state=State.DONE,
        reason=reason,
        detail=detail.strip(),
        payer=Payer.SELLER,
        shipping_refund=amount,
        refund_amount=amount,
        refund_bank_name=bank.bank_name,
        refund_account_number=bank.account_number,
        refund_account_holder=bank.account_holder,
        requested_at=now,
        decided_at=now,
        finished_at=now,
    )
    open_refund(order, claim)
    refresh_stage(order)
    after = claim_facts(claim, order) | {"reason": claim.reason, "payer": claim.payer, "refund": str(amount)}
    record("order.fee_returned", claim, actor=actor, after=after)  # nobody is told that anything was cancelled
    return claim
