"""What waits at a shop's orders, and what they came to. Shape: not in our contract (C), from the public manual."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.utils import timezone

from developer_center.api.call import Call
from developer_center.api.operation import operation
from developer_center.wire import SEOUL, dec2
from orders.models import Claim
from orders.queries.order_figures import figures_since, open_claim_counts, pending_refund_count

DAYS: Final = 30
DASHBOARD: Final = (
    "{dashboard:{shop_no:int, cancellation_request_count:int, cancellation_received_count:int,"
    " cancellation_processing_count:int, exchange_request_count:int, exchange_received_count:int,"
    " exchange_processing_count:int, return_request_count:int, return_received_count:int, return_processing_count:int,"
    " refund_pending_count:int, total_order_amount:dec2, total_paid_amount:dec2, total_refund_amount:dec2,"
    " total_order_count:int, total_paid_count:int, total_refund_count:int}}"
)
KINDS: Final = {
    "cancellation": Claim.Kind.CANCEL,
    "exchange": Claim.Kind.EXCHANGE,
    "return": Claim.Kind.RETURN,
}
# What the wire calls received is accepted here. A cancellation has nothing to collect: none is ever processing.
STATES: Final = {
    "request": Claim.State.REQUESTED,
    "received": Claim.State.ACCEPTED,
    "processing": Claim.State.COLLECTED,
}


@operation("GET", "orders/dashboard", answers=DASHBOARD)
def orders_dashboard(call: Call) -> dict[str, Any]:
    """The open claims and refunds of the last 30 days, today included, and the sums of those days. Five queries."""
    today = timezone.now().astimezone(SEOUL).date()
    since = dt.datetime.combine(today - dt.timedelta(days=DAYS - 1), dt.time(), SEOUL)
    counts = open_claim_counts(call.shop_no, since)
    claims = {
        f"{told}_{step}_count": counts[(kind, state)] for told, kind in KINDS.items() for step, state in STATES.items()
    }
    pending = pending_refund_count(call.shop_no, since)
    sums = figures_since(call.shop_no, since)
    return {
        "shop_no": call.shop_no,
        **claims,
        "refund_pending_count": pending,
        "total_order_amount": dec2(sums.ordered_amount),
        "total_paid_amount": dec2(sums.paid_amount),
        "total_refund_amount": dec2(sums.refunded_amount),
        "total_order_count": sums.ordered,
        "total_paid_count": sums.paid,
        "total_refund_count": sums.refunded,
    }
