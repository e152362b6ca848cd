"""Versions of the API: which one a call gets, and what older ones did not have yet (wire contract 2.1, 2.7)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from developer_center.models import API_VERSIONS

HEADER: Final = "X-Cafe24-Api-Version"
FORM: Final = re.compile(r"\d{4}-\d{2}-\d{2}")

# Keys that came after the oldest version: envelope key -> name -> the first version that shows it.
SINCE: Final[Mapping[str, Mapping[str, str]]] = {
    key: dict.fromkeys(names, "2025-12-01")
    for keys, names in (
        (("products", "product"), ("cultural_tax_deduction", "single_purchase", "size_guide")),
        (("store",), ("admin_name", "business_country", "category_tags", "youtube_shops_logo")),
        (("shops", "shop"), ("unit_system", "use_translation", "weight_unit")),
        (("users", "user"), ("admin_language",)),
        (("variants", "variant"), ("display_order",)),
        (("items",), ("shipping_expected_date", "market_fail_reason_type")),
    )
    for key in keys
}
RESPELT_IN: Final = "2025-12-01"  # until then orders had a letter too few: `return_shpping_fee`
FEE_LISTS: Final = ("shipping_fee_detail", "regional_surcharge_detail")


def version_of(header: str | None, configured: str) -> str:
    """The version a call gets: what its header names, else what the app is set to.

    One that has run out falls back to the oldest that is supported, an unknown one in between to the one before it.
    """
    wanted = header if header is not None and FORM.fullmatch(header) else configured
    return max((known for known in API_VERSIONS if known <= wanted), default=API_VERSIONS[0])


def as_of(version: str, key: str, row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The row without what its version did not have, and with names as they were spelt."""
    if key in {"orders", "order"} and version < RESPELT_IN:
        row = {**row, **{name: [_misspelt(fee) for fee in row[name]] for name in FEE_LISTS if name in row}}
    later = {name for name, since in SINCE.get(key, {}).items() if since > version}
    return {name: value for name, value in row.items() if name not in later} if later else row


def _misspelt(fee: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"return_shpping_fee" if name == "return_shipping_fee" else name: value for name, value in fee.items()}
