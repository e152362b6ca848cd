"""Move paid items through preparation: preparing product, preparing shipment, awaiting shipment (screens.md 4.5)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db import transaction

from accounts.audit import Actor, record
from orders.domain.choose_items import choose_items, codes_of
from orders.domain.progress import lock_order, move_items, refresh_stage
from orders.models import ItemStatus, Order

STEPS: Final = (ItemStatus.PREPARING_PRODUCT, ItemStatus.PREPARING_SHIPMENT, ItemStatus.AWAITING_SHIPMENT)
MAY_BE_PREPARED: Final = frozenset({*STEPS, ItemStatus.REPLACEMENT_ACCEPTED})


@transaction.atomic
def prepare_items(order_id: int, wanted: ItemStatus, *, item_ids: Iterable[int] | None = None, actor: Actor) -> Order:
    """Bring items to one of the three steps before shipping, forwards or back; None takes all that may go there.

    Items that are there already stay as they are, so a second call changes nothing. Raises StatusRefused, and moves
    nothing, for items that are unpaid, held, shipped or in a claim.
    """
    if wanted not in STEPS:
        raise ValueError(f"{wanted} is no step of preparation")
    order = lock_order(order_id)
    items = choose_items(order, item_ids, wanted=wanted, allowed=MAY_BE_PREPARED - {wanted})
    if items:
        before = sorted({item.status for item in items})
        move_items(order, items, wanted, allowed=MAY_BE_PREPARED)
        refresh_stage(order)
        after = {"number": order.number, "items": codes_of(order, items), "status": wanted.value}
        record("order.prepared", order, actor=actor, before={"status": ", ".join(before)}, after=after)
    return order
