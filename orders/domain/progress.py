"""Move items from status to status and keep the order's own stage in step with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Final

from django.utils import timezone

from orders.models import Claim, Order, OrderItem, OrderStage
from orders.models.status import STAGE_OF_CLAIMED, STAGE_OF_ITEM, ItemStatus

STAGES_IN_ORDER: Final = (
    OrderStage.AWAITING_PAYMENT,
    OrderStage.HELD,
    OrderStage.PREPARING,
    OrderStage.AWAITING_SHIPMENT,
    OrderStage.IN_TRANSIT,
    OrderStage.DELIVERED,
)


class StatusRefused(Exception):
    """Items cannot go to the wanted status from where they stand; `codes` name them."""

    def __init__(self, wanted: str, codes: Iterable[str]) -> None:
        self.wanted, self.codes = wanted, list(codes)
        super().__init__(f"{', '.join(self.codes)} cannot become {wanted}")


def lock_order(order_id: int) -> Order:
    """The order under its row lock; every rule that writes to an order or its items begins here."""
    return Order.objects.select_for_update().get(pk=order_id)


def stage_of(statuses: Iterable[str]) -> str:
    """The stage of an order: the earliest among its living items, else among those in a claim, else closed."""
    known = list(statuses)
    for stage_of_status in (STAGE_OF_ITEM, STAGE_OF_CLAIMED):
        stages = {stage_of_status[status] for status in known if status in stage_of_status}
        if stages:
            return next(stage for stage in STAGES_IN_ORDER if stage in stages)
    return OrderStage.CLOSED


def refresh_stage(order: Order) -> None:
    """Recompute what the lists show of a locked order, after its items changed."""
    order.stage = stage_of(OrderItem.objects.filter(order=order).values_list("status", flat=True))
    order.has_open_claim = Claim.objects.filter(order=order, state__in=Claim.OPEN).exists()
    order.save(update_fields=["stage", "has_open_claim", "updated_at"])


def refresh_stages(orders: Collection[Order]) -> None:
    """The same for many locked orders: a statement to read the items, one the claims, one to write."""
    statuses: dict[int, list[str]] = defaultdict(list)
    for order_id, status in OrderItem.objects.filter(order__in=orders).values_list("order_id", "status"):
        statuses[order_id].append(status)
    open_claims = Claim.objects.filter(order__in=orders, state__in=Claim.OPEN).values_list("order_id", flat=True)
    claimed, now = set(open_claims), timezone.now()
    for order in orders:
        order.stage, order.has_open_claim = stage_of(statuses[order.pk]), order.pk in claimed
        order.updated_at = now
    Order.objects.bulk_update(orders, ["stage", "has_open_claim", "updated_at"])


def move_items(
    order: Order, items: Iterable[OrderItem], wanted: ItemStatus, *, allowed: Iterable[str]
) -> list[OrderItem]:
    """Set the status of items of a locked order. Raises StatusRefused, and moves none, where one may not go there."""
    rows, may_leave = list(items), set(allowed)
    refused = [item for item in rows if item.status not in may_leave]
    if refused:
        raise StatusRefused(wanted, [f"{order.number}-{item.line_no:02d}" for item in refused])
    OrderItem.objects.filter(pk__in=[item.pk for item in rows]).update(status=wanted)
    for item in rows:
        item.status = wanted
    return rows
