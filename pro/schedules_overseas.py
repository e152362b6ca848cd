"""What overseas shops and translation do by the clock, and which audit actions wake them."""

from __future__ import annotations

import datetime as dt
from typing import Final

from accounts.audit import subscribe
from accounts.jobs import CatchUp, daily

COPY_ALL: Final = "pro.copy_all"
TRANSLATE_ALL: Final = "pro.translate_all"


def register_all() -> None:
    """Called once when the app is ready."""
    daily(COPY_ALL, at=dt.time(3, 30), catch_up=CatchUp.NEWEST)
    daily(TRANSLATE_ALL, at=dt.time(4, 0), catch_up=CatchUp.NEWEST)
    subscribe("product.created", "pro.copy_created_product")
    subscribe("pro.contract_activated", "pro.open_contract_shops")
