"""Refunds of orders. Shapes: not in our contract (C), after Cafe24's manual."""

from __future__ import annotations

from typing import Any, Final

from rest_framework import serializers

from developer_center.api.call import Call
from developer_center.api.errors import found, refusing, wrong
from developer_center.api.operation import Paging, operation
from developer_center.api.params import TF, Texts
from developer_center.api.resources.order_codes import order_named
from developer_center.api.resources.order_params import SpannedPeriod
from developer_center.api.resources.refund_rows import REFUND_SHAPE, refund_row
from orders.domain.refunds import RefundRefused, mark_refunded
from orders.folding import digits
from orders.models import Refund

DATES: Final = {"accepted_refund_date": "requested_at", "refund_date": "refunded_at"}


class RefundFilters(SpannedPeriod):
    """Filters of GET refunds. `date_type`: when the refund was opened, or when the money went."""

    names = ("order_id",)

    date_type = serializers.ChoiceField(choices=sorted(DATES), required=False, default="accepted_refund_date")
    order_id = Texts(required=False)
    refund_code = Texts(required=False)
    status = TF(required=False)


class RefundChange(serializers.Serializer[Any]):
    """Body of PUT orders/{order_id}/refunds/{refund_code}: status T says that the money was sent."""

    status = TF()
    reason = serializers.CharField(max_length=200, allow_blank=True)


@operation("GET", "refunds", params=RefundFilters, paging=Paging(most=500), answers=f"{{refunds:[{REFUND_SHAPE}]}}")
def list_refunds(call: Call) -> list[dict[str, Any]]:
    """Refunds of a period, or of named orders, newest first. One query."""
    wanted, at = call.params, DATES[call.params["date_type"]]
    rows = Refund.objects.select_related("order", "claim").filter(order__shop_no=call.shop_no)
    if wanted.get("order_id"):
        rows = rows.filter(order__number_digits__in=[digits(number) for number in wanted["order_id"]])
    if wanted.get("refund_code"):
        rows = rows.filter(code__in=wanted["refund_code"])
    if "start_date" in wanted:
        rows = rows.filter(**{f"{at}__gte": wanted["start_date"], f"{at}__lte": wanted["end_date"]})
    if "status" in wanted:
        waiting = [Refund.State.WAITING, Refund.State.FAILED]
        rows = rows.filter(state__in=[Refund.State.DONE] if wanted["status"] else waiting)
    page = rows.order_by(f"-{at}", "-id")[call.offset : call.offset + call.limit]
    return [refund_row(refund, refund.order) for refund in page]


@operation("GET", "refunds/{refund_code}", answers=f"{{refund:{REFUND_SHAPE}}}")
def one_refund(call: Call, refund_code: str) -> dict[str, Any]:
    """One refund by its code."""
    refunds = Refund.objects.select_related("order", "claim")
    refund = found(refunds, f"Refund {refund_code}", code=refund_code[:30])
    return refund_row(refund, refund.order)


@operation("PUT", "orders/{order_id}/refunds/{refund_code}", body=RefundChange, answers=f"{{refund:{REFUND_SHAPE}}}")
def put_refund(call: Call, order_id: str, refund_code: str) -> dict[str, Any]:
    """Note that the money was sent back by hand; a gateway that pays back by itself is not told to."""
    order = order_named(order_id)
    refund = found(Refund.objects.filter(order=order), f"Refund {refund_code}", code=refund_code[:30])
    if not call.body.get("status"):
        raise wrong("status", "status is T: the money was sent.")
    with refusing("status", {RefundRefused: "The gateway sends this money itself."}):
        mark_refunded(refund.pk, actor=call.actor)
    order.refresh_from_db()
    return refund_row(Refund.objects.select_related("claim").get(pk=refund.pk), order)
