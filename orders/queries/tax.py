"""What of an amount is value added tax. Prices include it (design 6); how each item is taxed is kept with the item."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from accounts.money import decimals_of
from catalog.models.sale_terms import TaxType
from orders.models import Order, OrderItem

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class TaxedAmount:
    """What is paid for a line after discounts, and how it is taxed; `rate` in percent."""

    amount: Decimal
    tax_type: str
    rate: int


@dataclass(frozen=True, slots=True)
class TaxSums:
    """The tax in the items of an order and what of them is taxed, free of tax, or taxed at zero; shipping apart."""

    vat: Decimal = NOTHING
    taxed: Decimal = NOTHING
    free: Decimal = NOTHING
    zero: Decimal = NOTHING


def tax_sums(amounts: Iterable[TaxedAmount], currency: str) -> TaxSums:
    """Sums of what is paid by kind of tax. The tax is rounded once a rate: net amount and tax are what was paid."""
    by_kind: defaultdict[str, Decimal] = defaultdict(Decimal)
    by_rate: defaultdict[int, Decimal] = defaultdict(Decimal)
    for one in amounts:
        by_kind[one.tax_type] += one.amount
        if one.tax_type == TaxType.TAXED:
            by_rate[one.rate] += one.amount
    vat = sum((paid - net_of(paid, rate, currency) for rate, paid in by_rate.items()), NOTHING)
    return TaxSums(vat, by_kind[TaxType.TAXED], by_kind[TaxType.FREE], by_kind[TaxType.ZERO])


def net_of(amount: Decimal, rate: int, currency: str) -> Decimal:
    """An amount without the tax in it, rounded to the currency's unit."""
    unit = Decimal(1).scaleb(-decimals_of(currency))
    return (Decimal(amount) * 100 / (100 + rate)).quantize(unit, ROUND_HALF_UP)


def tax_of(order: Order, items: Iterable[OrderItem]) -> TaxSums:
    """Of an order as it was placed: what was sent instead of something is that again and does not count."""
    first = [item for item in items if item.replaces_id is None]
    return tax_sums(
        [
            TaxedAmount(item.unit_price * item.quantity - item.discount_amount, item.tax_type, item.tax_rate)
            for item in first
        ],
        order.currency,
    )
