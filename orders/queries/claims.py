"""What the lists of claims, refunds and declarations show, and what one order shows of its claims."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet

from accounts.prefixes import begins_with
from orders.folding import digits, folded_name
from orders.models import Claim, ExportDeclaration, Order, Refund

SEOUL: Final = ZoneInfo("Asia/Seoul")


def claim_list(kind: str, wanted: Mapping[str, Any]) -> QuerySet[Claim]:
    """Claims of one kind with their order and items; three queries with the page's own."""
    rows: QuerySet[Claim] = Claim.objects.filter(kind=kind).select_related("order")
    rows = _narrowed(rows, wanted, at="requested_at")
    if "reason" in wanted:
        rows = rows.filter(reason=wanted["reason"])
    return rows.prefetch_related("items__item")


def refund_list(wanted: Mapping[str, Any]) -> QuerySet[Refund]:
    """Refunds with their order and claim."""
    rows: QuerySet[Refund] = Refund.objects.select_related("order", "claim")
    return _narrowed(rows, wanted, at="requested_at")


def open_claims(kind: str) -> dict[str, int]:
    """How many claims of a kind stand at each open state; one query over an index of open ones."""
    rows = Claim.objects.filter(kind=kind, state__in=Claim.OPEN)
    return dict(rows.order_by().values_list("state").annotate(Count("id")))


def open_refunds() -> dict[str, int]:
    """How many refunds are waiting and failed."""
    rows = Refund.objects.filter(state__in=[Refund.State.WAITING, Refund.State.FAILED])
    return dict(rows.order_by().values_list("state").annotate(Count("id")))


def claims_of(order: Order) -> list[Claim]:
    """An order's claims, newest first, with items and refunds; three queries."""
    return list(Claim.objects.filter(order=order).prefetch_related("items__item", "refunds").order_by("-id"))


def fee_cancellations(order: Order) -> list[Claim]:
    """Claims that gave back an order's shipping fee by itself, oldest first, with their refunds; two queries."""
    rows = Claim.objects.filter(order=order, kind=Claim.Kind.CANCEL, state=Claim.State.DONE, items__isnull=True)
    return list(rows.prefetch_related("refunds").order_by("id"))


def declarations_of(order: Order) -> list[ExportDeclaration]:
    """The export declarations of an order's parcels."""
    rows = ExportDeclaration.objects.filter(parcel__order=order).select_related("parcel")
    return list(rows.order_by("parcel__parcel_no"))


def declarations_in(month: dt.date) -> QuerySet[ExportDeclaration]:
    """Declarations filed in a month (Seoul), newest first; those that are not filed yet come with the present one."""
    starts_at, ends_at = month_in_seoul(month)
    in_month = Q(filed_at__gte=starts_at, filed_at__lt=ends_at)
    now = dt.datetime.now(SEOUL)
    if starts_at <= now < ends_at:
        in_month |= Q(filed_at__isnull=True)
    rows: QuerySet[ExportDeclaration] = ExportDeclaration.objects.filter(in_month)
    return rows.select_related("parcel__order")


def month_in_seoul(month: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """The first moment of a month in Seoul and that of the next one."""
    first = dt.datetime(month.year, month.month, 1, tzinfo=SEOUL)
    return first, (first + dt.timedelta(days=32)).replace(day=1)


def _narrowed(rows: QuerySet[Any], wanted: Mapping[str, Any], *, at: str) -> QuerySet[Any]:
    if "state" in wanted:
        rows = rows.filter(state=wanted["state"])
    if "number" in wanted:
        rows = rows.filter(**begins_with("order__number_digits", digits(wanted["number"])))
    if "name" in wanted:
        rows = rows.filter(**begins_with("order__buyer_name_folded", folded_name(wanted["name"])))
    if "since" in wanted:
        rows = rows.filter(**{f"{at}__gte": _midnight(wanted["since"])})
    if "until" in wanted:
        rows = rows.filter(**{f"{at}__lt": _midnight(wanted["until"] + dt.timedelta(days=1))})
    return rows


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=SEOUL)
