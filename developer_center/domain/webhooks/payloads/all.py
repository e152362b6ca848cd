"""Which audit actions become which events."""

from __future__ import annotations

from typing import Final

from developer_center.domain.webhooks.payloads import boards, categories, members, orders, products, store
from developer_center.domain.webhooks.payloads.event import Source

SOURCES: Final[dict[str, Source]] = {
    **products.SOURCES,
    **orders.SOURCES,
    **members.SOURCES,
    **boards.SOURCES,
    **categories.SOURCES,
    **store.SOURCES,
}
