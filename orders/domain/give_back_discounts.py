"""Give back what an order that came to nothing took of discounts and coupons."""

from __future__ import annotations

import datetime as dt

from django.db.models import F, Q
from django.utils import timezone

from orders.models import Discount, DiscountUse, ItemStatus, Order, OrderItem
from orders.models.status import CANCELLED


def give_back_discounts(order: Order) -> list[DiscountUse]:
    """Free the uses of a locked order that was cancelled as a whole before shipping, and return them.

    A coupon goes back while it is still valid: its buyer may take it again, and it counts one use less. One that
    has ended by now stays used. A part of an order that is cancelled gives nothing back: the rest keeps its discount.
    A second call changes nothing.
    """
    now = timezone.now()
    rows = DiscountUse.objects.held().filter(_valid(now), order=order)
    uses = list(rows.select_related("discount").order_by("discount_id"))
    for use in uses:
        Discount.objects.filter(pk=use.discount_id, uses__gt=0).update(uses=F("uses") - 1)
    DiscountUse.objects.filter(pk__in=[use.pk for use in uses]).update(given_back_at=now)
    return uses


def coupons_of(uses: list[DiscountUse]) -> list[str]:
    """The codes of the coupons among some uses, as an entry of the log says them."""
    return [use.discount.code for use in uses if use.discount.kind == Discount.Kind.COUPON]


def coupons_coming_back(order: Order) -> list[str]:
    """The codes of the coupons that went back with an order, or will once its accepted cancellations are done."""
    uses = DiscountUse.objects.filter(order=order, discount__kind=Discount.Kind.COUPON).select_related("discount")
    given_back = [use.discount.code for use in uses if use.given_back_at is not None]
    if given_back:
        return given_back
    going = CANCELLED | {ItemStatus.CANCEL_ACCEPTED}
    if not uses or OrderItem.objects.filter(order=order).exclude(status__in=going).exists():
        return []
    return coupons_of(list(uses.filter(_valid(timezone.now()))))


def _valid(now: dt.datetime) -> Q:
    return Q(discount__is_active=True) & (Q(discount__ends_at__isnull=True) | Q(discount__ends_at__gt=now))
