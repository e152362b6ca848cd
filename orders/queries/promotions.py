"""Discounts and coupons as the merchant's list shows them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from accounts.models import Shop
from orders.models import Discount

MOST_ANNOUNCED: Final = 5


@dataclass(frozen=True, slots=True)
class PromotionRow:
    """One line; `state` is planned, running, used_up or over."""

    discount: Discount
    shop: Shop | None
    state: str

    @property
    def currency(self) -> str:
        return self.shop.currency if self.shop else "KRW"


def listed_promotions(kind: str, state: str, now: dt.datetime) -> QuerySet[Discount]:
    """Discounts of the open mall by kind and by whether they may still be taken."""
    rows = Discount.objects.all()
    if kind:
        rows = rows.filter(kind=kind)
    living = Q(is_active=True) & (Q(ends_at__isnull=True) | Q(ends_at__gt=now))
    if state == "living":
        rows = rows.filter(living)
    elif state == "over":
        rows = rows.exclude(living)
    return rows


def announced_discounts(shop_no: int, now: dt.datetime) -> list[Discount]:
    """The period discounts of a shop that hold now, the newest MOST_ANNOUNCED; one query, along `discount_newest`."""
    rows = Discount.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now),
        kind=Discount.Kind.PERIOD,
        shop_no=shop_no,
        is_active=True,
        starts_at__lte=now,
    )
    return list(rows.order_by("-pk")[:MOST_ANNOUNCED])


def promotion_row(discount: Discount, shops: Mapping[int, Shop], now: dt.datetime) -> PromotionRow:
    return PromotionRow(discount, shops.get(discount.shop_no), state_of(discount, now))


def state_of(discount: Discount, now: dt.datetime) -> str:
    """planned, running, used_up or over."""
    if not discount.is_active or (discount.ends_at and discount.ends_at <= now):
        return "over"
    if discount.most_uses is not None and discount.uses >= discount.most_uses:
        return "used_up"
    return "planned" if discount.starts_at > now else "running"
