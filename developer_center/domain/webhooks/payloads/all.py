"""Which audit actions become which events."""

from __future__ import annotations

from typing import Final

from developer_center import webhook_events as on
from developer_center.domain.webhooks.payloads import (
    boards,
    categories,
    claims,
    members,
    orders,
    products,
    promotions,
    store,
)
from developer_center.domain.webhooks.payloads.event import Source

SOURCES: Final[dict[str, Source]] = {
    **products.SOURCES,
    **orders.SOURCES,
    **claims.SOURCES,
    **members.SOURCES,
    **boards.SOURCES,
    **categories.SOURCES,
    **promotions.SOURCES,
    **store.SOURCES,
}
# Told by `mention`: only where an app ticked the event is anything written.
FREQUENT: Final[dict[str, int]] = {"customer.signed_in": on.MEMBER_SIGNED_IN, "cart.added": on.CART_ADDED}
