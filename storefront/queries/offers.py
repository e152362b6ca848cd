"""What the shop's pages announce of its period discounts; the same for every shopper."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Shop
from accounts.money import format_amount
from orders.models import Discount
from orders.queries.promotions import announced_discounts

MOMENT = dt.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Offer:
    """A period discount in words: its name, what it takes off, and what it asks for."""

    name: str
    off: str
    terms: list[str]


def offers_of(shop: Shop) -> list[Offer]:
    """The discounts that hold now, as the shop's language writes them; one query."""
    return [_offer(discount, shop) for discount in announced_discounts(shop.shop_no, timezone.now())]


def _offer(discount: Discount, shop: Shop) -> Offer:
    terms = []
    if discount.minimum_amount:
        terms.append(_("orders from %(amount)s") % {"amount": _money(discount.minimum_amount, shop)})
    if discount.most_amount is not None:
        terms.append(_("at most %(amount)s off") % {"amount": _money(discount.most_amount, shop)})
    if discount.is_overseas_only:
        terms.append(_("deliveries abroad"))
    if discount.is_first_order_only:
        terms.append(_("first order of a customer with an account"))
    if discount.ends_at is not None:
        terms.append(_("until %(when)s (Korean time)") % {"when": _last_moment(discount.ends_at)})
    return Offer(discount.name, _off(discount, shop), terms)


def _off(discount: Discount, shop: Shop) -> str:
    if discount.unit == Discount.Unit.AMOUNT:
        return _("%(amount)s off") % {"amount": _money(discount.amount or Decimal(0), shop)}
    percent = f"{(discount.percent or Decimal(0)).normalize():f}%"
    return _("%(amount)s off") % {"amount": percent}


def _last_moment(ends_at: dt.datetime) -> str:
    """The day on which it ends, with the time unless it ends with the day."""
    last = timezone.localtime(ends_at - MOMENT)
    ends = timezone.localtime(ends_at)
    day = date_format(last if ends.time() == dt.time() else ends, "DATE_FORMAT")
    return day if ends.time() == dt.time() else f"{day} {ends:%H:%M}"


def _money(amount: Decimal, shop: Shop) -> str:
    return format_amount(amount, shop.currency, shop.language)
