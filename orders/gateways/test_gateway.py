"""A gateway that moves no money and says so: its page lets the shopper choose how the payment ends."""

from __future__ import annotations

from decimal import Decimal

from django.core import signing
from django.utils.translation import gettext_lazy as _

from orders.gateways.base import NextStep

SALT = "orders.test_gateway"


class TestGateway:
    """For demo, development and tests; the page says that no money moves."""

    __test__ = False  # not a pytest class

    code = "test"
    label = _("Test payment (no money moves)")
    is_immediate = True
    refunds_by_hand = False

    def start(self, *, payment_id: int, order_number: str, amount: Decimal, currency: str) -> NextStep:
        token = signing.dumps({"payment": payment_id}, salt=SALT)
        return NextStep(url=f"/payment/test/{token}/", reference=f"test-{payment_id}")

    def refund(self, *, reference: str, amount: Decimal, currency: str, refund_code: str) -> str:
        return f"test-refund-{refund_code}"


def read_token(token: str) -> int:
    """The payment a test page is for. Raises django.core.signing.BadSignature; valid for an hour."""
    return int(signing.loads(token, salt=SALT, max_age=3600)["payment"])
