"""Gateways of tests: another company that is away, or says no."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from accounts.jobs import PassingError
from orders.gateways import GatewayRefused, NextStep


class AwayGateway:
    """Away as long as `is_away`; counts what it was asked to pay back, once per code."""

    code, label, is_immediate, refunds_by_hand = "away", "Away", True, False
    is_away: ClassVar[bool] = True
    paid_back: ClassVar[dict[str, Decimal]] = {}

    def start(self, *, payment_id: int, order_number: str, amount: Decimal, currency: str) -> NextStep:
        return NextStep()

    def refund(self, *, reference: str, amount: Decimal, currency: str, refund_code: str) -> str:
        if self.is_away:
            raise PassingError("The gateway does not answer.")
        self.paid_back[refund_code] = amount
        return f"away-{refund_code}"


class RefusingGateway(AwayGateway):
    """Says no for good."""

    code, label = "refusing", "Refusing"

    def refund(self, *, reference: str, amount: Decimal, currency: str, refund_code: str) -> str:
        raise GatewayRefused("The payment is too old to be refunded.")
