"""Codes of orders that the API and webhooks share (wire contract 2.3, 2.7)."""

from __future__ import annotations

from typing import Final

from orders.models import Claim

Reason = Claim.Reason
LETTER_OF_REASON: Final[dict[str, str]] = {
    Reason.CHANGE_OF_MIND: "A",
    Reason.DELAY: "B",
    Reason.DEFECT: "K",
    Reason.WRONG_ITEM: "J",
    Reason.OTHER: "I",
}


def shipping_code_of(order_number: str, parcel_no: int = 1) -> str:
    """`D-20261123-0000001-00`: the first parcel has 00, and so has the recipient before anything is sent."""
    return f"D-{order_number}-{parcel_no - 1:02d}"
