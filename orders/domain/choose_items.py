"""Which items of a locked order a fulfilment step is about."""

from __future__ import annotations

from collections.abc import Iterable

from orders.domain.progress import StatusRefused
from orders.models import ItemStatus, Order, OrderItem


def choose_items(
    order: Order, item_ids: Iterable[int] | None, *, wanted: ItemStatus, allowed: Iterable[str]
) -> list[OrderItem]:
    """Items of a locked order that are to become `wanted`, in line order; those that already are, are left out.

    `item_ids` names them; None takes every item that may go there. Raises StatusRefused where a named item may not
    go there or is none of this order's, or where None finds nothing that may and nothing that already is.
    """
    items = list(OrderItem.objects.filter(order=order).order_by("line_no"))
    may_leave = set(allowed)
    if item_ids is None:
        movable = [item for item in items if item.status in may_leave]
        if not movable and all(item.status != wanted for item in items):
            raise StatusRefused(wanted, [code_of(order, item) for item in items])
        return movable
    named = set(item_ids)
    chosen = [item for item in items if item.pk in named]
    refused = [code_of(order, item) for item in chosen if item.status not in may_leave and item.status != wanted]
    if refused or len(chosen) < len(named) or not named:
        raise StatusRefused(wanted, refused or [order.number])
    return [item for item in chosen if item.status != wanted]


def code_of(order: Order, item: OrderItem) -> str:
    """The item's code without asking for its order again."""
    return f"{order.number}-{item.line_no:02d}"


def codes_of(order: Order, items: Iterable[OrderItem]) -> list[str]:
    """Codes for an audit entry."""
    return [code_of(order, item) for item in items]
