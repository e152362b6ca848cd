"""What an overseas shop offers to first-time customers, told at the top of its pages."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal

from babel.dates import format_date
from django.utils import timezone

from accounts.models import Mall, Shop
from accounts.money import format_amount
from accounts.store_cache import Lookup
from orders.models import Discount
from pro.queries.first_order_offer import first_order_offer


@dataclass(frozen=True, slots=True)
class Offer:
    """A coupon in the shop's language and currency; empty: no such limit."""

    name: str
    code: str
    minimum: str
    most: str
    ends_on: str


def offer_of(mall: Mall, shop: Shop) -> Offer | None:
    """The running offer of a shop; in the base shop never one. One query, kept with the mall's pages."""
    if shop.is_base:
        return None
    lookup = Lookup(mall.host, f"offer:{shop.shop_no}")
    if lookup.value is None:
        coupon = first_order_offer(shop)
        offer = _offer(coupon, shop) if coupon else None
        lookup.keep([asdict(offer)] if offer else [])
        return offer
    return Offer(**lookup.value[0]) if lookup.value else None


def _offer(coupon: Discount, shop: Shop) -> Offer:
    def money(amount: Decimal | None) -> str:
        return format_amount(amount, shop.currency, shop.language) if amount else ""

    ends_on = timezone.localdate(coupon.ends_at) if coupon.ends_at else None
    return Offer(
        name=coupon.name,
        code=coupon.code,
        minimum=money(coupon.minimum_amount),
        most=money(coupon.most_amount),
        ends_on=format_date(ends_on, "long", locale=shop.language) if ends_on else "",
    )
