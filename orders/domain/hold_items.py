"""Keep items back from shipping, and let them go on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db import transaction

from accounts.audit import Actor, record
from orders.domain.choose_items import choose_items, codes_of
from orders.domain.progress import lock_order, move_items, refresh_stage
from orders.models import ItemStatus, Order

MAY_BE_HELD: Final = frozenset(
    {
        ItemStatus.PREPARING_PRODUCT,
        ItemStatus.PREPARING_SHIPMENT,
        ItemStatus.AWAITING_SHIPMENT,
        ItemStatus.REPLACEMENT_ACCEPTED,
    }
)


@transaction.atomic
def hold_items(order_id: int, *, item_ids: Iterable[int] | None = None, reason: str = "", actor: Actor) -> Order:
    """Put paid, unshipped items on hold; None takes all of them. A second call changes nothing.

    Raises StatusRefused for items that are unpaid, shipped or in a claim.
    """
    return _move(order_id, ItemStatus.SHIPMENT_HELD, item_ids, reason, actor)


@transaction.atomic
def unhold_items(order_id: int, *, item_ids: Iterable[int] | None = None, actor: Actor) -> Order:
    """Let held items go on, as preparing for shipment (verb `unhold` of the wire contract); None takes all held ones.

    A second call changes nothing. Raises StatusRefused where an item is not on hold.
    """
    return _move(order_id, ItemStatus.PREPARING_SHIPMENT, item_ids, "", actor)


def _move(order_id: int, wanted: ItemStatus, item_ids: Iterable[int] | None, reason: str, actor: Actor) -> Order:
    is_hold = wanted == ItemStatus.SHIPMENT_HELD
    allowed = MAY_BE_HELD if is_hold else frozenset({ItemStatus.SHIPMENT_HELD})
    order = lock_order(order_id)
    items = choose_items(order, item_ids, wanted=wanted, allowed=allowed)
    if items:
        before = sorted({item.status for item in items})
        move_items(order, items, wanted, allowed=allowed)
        refresh_stage(order)
        after = {"number": order.number, "items": codes_of(order, items), "status": wanted.value}
        action = "order.held" if is_hold else "order.unheld"
        record(action, order, actor=actor, before={"status": ", ".join(before)}, after=after, reason=reason)
    return order
