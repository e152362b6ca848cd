"""The interface of a payment gateway and the registry of those that are installed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string


class GatewayRefused(Exception):
    """The other side said no for good; the text is for the person at the screen."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """What the shopper does next: go to `url` to pay there, or nothing more (an empty text)."""

    url: str = ""
    reference: str = ""


class Gateway(Protocol):
    """One way to pay. Calls may go out to another company, so they run outside every transaction."""

    code: str
    label: str | Promise
    is_immediate: bool
    refunds_by_hand: bool  # the merchant sends money back and says so; `refund` is not called

    def start(self, *, payment_id: int, order_number: str, amount: Decimal, currency: str) -> NextStep:
        """Begin a payment. Raises GatewayRefused or accounts.jobs.PassingError."""

    def refund(self, *, reference: str, amount: Decimal, currency: str, refund_code: str) -> str:
        """Send money back and return a reference; the same refund_code twice pays once.

        Raises GatewayRefused or accounts.jobs.PassingError.
        """


INSTALLED = ("orders.gateways.bank_transfer.BankTransfer", "orders.gateways.test_gateway.TestGateway")


def gateways() -> list[Gateway]:
    """All installed ways to pay, in the order the checkout shows them (setting PAYMENT_GATEWAYS)."""
    return [import_string(path)() for path in getattr(settings, "PAYMENT_GATEWAYS", INSTALLED)]


def gateway(code: str) -> Gateway:
    """The way to pay with a code. Raises LookupError."""
    for one in gateways():
        if one.code == code:
            return one
    raise LookupError(f"No payment gateway is called {code!r}.")
