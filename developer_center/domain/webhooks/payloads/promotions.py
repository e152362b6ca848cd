"""Period discounts (Cafe24's benefits) and coupons: added, changed, ended.

The contract names the events (section 3); their fields are those of Cafe24's public samples. What ends here ends for
good and stays to be seen, so nothing is told as deleted: a discount is then not in use, a coupon no longer issued.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from accounts.models import AuditEntry
from developer_center import webhook_events as on
from developer_center.domain.webhooks.payloads.event import Event, Resource, Source, mall_part, open_mall
from developer_center.wire import moment, tf
from orders.models import Discount

BY_CODE: Final = "S"  # every coupon here is asked for by its code
BENEFITS: Final = {"discount.created": on.BENEFIT_ADDED}
COUPONS: Final = {"discount.created": on.COUPON_ADDED, "discount.ended": on.COUPON_ISSUE}


def promotion(entry: AuditEntry, wanted: frozenset[int]) -> Iterator[Event]:
    """A discount or a coupon, by what kind it is."""
    row = Discount.objects.filter(pk=entry.object_id or 0).first()
    if row is None:
        return
    if row.kind == Discount.Kind.PERIOD:
        number = BENEFITS.get(entry.action, on.BENEFIT_EDITED)
        resource = {"mall_id": open_mall().host} | benefit_part(row)
    else:
        number = COUPONS.get(entry.action, on.COUPON_EDITED)
        resource = mall_part() | coupon_part(row)
        resource |= ended_part(row) if number == on.COUPON_ISSUE else {"coupon_type": BY_CODE}
    if number in wanted:
        yield Event(number, f"discount:{row.pk}", resource)


def benefit_part(row: Discount) -> Resource:
    """A period discount; it is for every customer and product."""
    return {
        "shop_no": str(row.shop_no),
        "benefit_no": row.pk,
        "use_benefit": tf(row.is_active),
        "benefit_name": row.name,
        "benefit_start_date": moment(row.starts_at),
        "benefit_end_date": moment(row.ends_at),
        "customer_group_list": [],
        "product_binding_type": "A",
        "product_list": None,
        "add_category_list": None,
        "except_category_list": None,
    }


def coupon_part(row: Discount) -> Resource:
    """A coupon."""
    code, word = ("ISSUING", "Active") if row.is_active else ("STOP", "Ended")
    return {
        "event_shop_no": str(row.shop_no),
        "coupon_no": row.pk,
        "coupon_name": row.name,
        "issue_status_code": code,
        "issue_status": word,
    }


def ended_part(row: Discount) -> dict[str, Any]:
    """What is told of a coupon that ended, at once."""
    start = moment(row.ends_at) or ""
    return {"mode": "pause", "type": "now", "start_date": start[:16].replace("T", " "), "end_date": ""}


NUMBERS: Final = frozenset({on.BENEFIT_ADDED, on.BENEFIT_EDITED, on.COUPON_ADDED, on.COUPON_EDITED, on.COUPON_ISSUE})
SOURCES: Final = {f"discount.{verb}": Source(NUMBERS, promotion) for verb in ("created", "changed", "ended")}
