"""Payment by bank transfer: the shopper sends money, the merchant confirms that it came."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from orders.gateways.base import NextStep


class BankTransfer:
    """Nothing to call: the order waits until somebody sees the money."""

    code = "cash"
    label = _("Bank transfer")
    is_immediate = False
    refunds_by_hand = True

    def start(self, *, payment_id: int, order_number: str, amount: Decimal, currency: str) -> NextStep:
        return NextStep()

    def refund(self, *, reference: str, amount: Decimal, currency: str, refund_code: str) -> str:
        """The merchant sends the money back by hand; the refund's code is its reference."""
        return refund_code
