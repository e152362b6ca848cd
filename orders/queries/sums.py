"""What an order costs and what became of its money, line by line, as the desk and the shopper read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from orders.models import DiscountUse, Order, OrderItem
from orders.queries.tax import TaxSums, tax_of


@dataclass(frozen=True, slots=True)
class SumRow:
    """A line of `components/sums.html`: an amount with its sign, in the order's currency."""

    label: str
    amount: Decimal
    note: str = ""
    is_total: bool = False

    @property
    def is_taken_off(self) -> bool:
        """Whether the amount stands with a minus."""
        return self.amount < 0

    @property
    def size(self) -> Decimal:
        """The amount without its sign."""
        return abs(self.amount)


def discount_uses(order: Order) -> list[DiscountUse]:
    """What an order took of discounts and coupons, also what it gave back; one query."""
    return list(DiscountUse.objects.filter(order=order).select_related("discount").order_by("id"))


def sums_of(order: Order, uses: Iterable[DiscountUse], items: Iterable[OrderItem]) -> list[SumRow]:
    """Items, each discount, shipping and total as they were ordered, the tax in it, and what was paid back."""
    rows = [SumRow(_("Items"), order.items_amount), *_discounts(order, uses)]
    rows.append(SumRow(_("Shipping fee"), order.shipping_fee))
    rows.append(SumRow(_("Total when ordered"), order.total_amount, is_total=True))
    rows.extend(tax_rows(tax_of(order, items)))
    if order.paid_amount:
        rows.append(SumRow(_("Paid"), order.paid_amount))
    if order.refunded_amount:
        rows.append(SumRow(_("Refunded"), -order.refunded_amount))
        rows.append(SumRow(_("Paid after refunds"), order.paid_amount - order.refunded_amount, is_total=True))
    return rows


def tax_rows(tax: TaxSums) -> list[SumRow]:
    """The tax that the items contain, and what of them is free of it."""
    rows = [
        SumRow(_("VAT in the items"), tax.vat),
        SumRow(_("Tax-free items"), tax.free),
        SumRow(_("Zero-rated items"), tax.zero),
    ]
    return [row for row in rows if row.amount]


def refund_sums(items: Decimal, *, shipping_refund: Decimal, shipping_charge: Decimal, amount: Decimal) -> list[SumRow]:
    """The parts of a refund: items as they were paid, shipping back, and the way back that the customer pays."""
    rows = [SumRow(_("Items, as they were paid"), items)]
    if shipping_refund:
        rows.append(SumRow(_("Shipping fee back"), shipping_refund))
    if shipping_charge:
        rows.append(SumRow(_("Return shipping"), -shipping_charge))
    return [*rows, SumRow(_("Refund"), amount, is_total=True)]


def _discounts(order: Order, uses: Iterable[DiscountUse]) -> list[SumRow]:
    """A line for each; only their sums where it is no longer known which they were (an imported order)."""
    rows = [
        SumRow(use.discount.name, -use.amount, _("given back, can be used again") if use.given_back_at else "")
        for use in uses
    ]
    if rows:
        return rows
    sums = ((_("Discounts"), order.discount_amount), (_("Coupon"), order.coupon_amount))
    return [SumRow(label, -amount) for label, amount in sums if amount]
