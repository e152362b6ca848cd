"""What apps do to orders has the shopper's mails sent, as what merchants do (R2.41)."""

from __future__ import annotations

import pytest

from accounts import tenancy
from accounts.models import Mall
from orders.models import Order
from tests.ledger import run_due_jobs
from tests.mailbox import mails
from tests.orders.claiming import paid_order

BUYER = "minji@example.com"


@pytest.fixture
def order(committed: None, mall: Mall) -> Order:
    """A committed paid order whose first mails are out."""
    Mall.objects.filter(pk=mall.pk).update(contact_email="store@example.com", name="Haru")
    with tenancy.mall(mall.pk):
        made = paid_order(language="en", gateway="cash")
    run_due_jobs()
    return made


def subjects() -> list[str]:
    run_due_jobs()
    return [mail.subject for mail in mails(to=BUYER)]


def test_a_prepared_parcel_mails_nobody_and_a_sent_one_the_buyer(api, order):
    before = len(subjects())
    body = {"tracking_no": "6501", "shipping_company_code": "0006", "status": "standby"}
    code = api.post(f"orders/{order.number}/shipments", body).json()["shipments"][0]["shipping_code"]
    assert len(subjects()) == before
    api.put(f"orders/{order.number}/shipments/{code}", {"status": "shipping"})
    assert len(subjects()) == before + 1
    assert "6501" in mails(to=BUYER)[-1].text


def test_a_cancellation_and_its_refund_are_told(api, order):
    before = len(subjects())
    row = api.post(f"orders/{order.number}/cancellation", {"status": "canceled"}).json()["cancellation"]
    assert row["status"] == "canceled"
    assert len(subjects()) == before + 1
    refund = api.get("refunds", {"order_id": order.number}).json()["refunds"][0]
    api.put(f"orders/{order.number}/refunds/{refund['refund_code']}", {"status": "T"})
    assert len(subjects()) == before + 2
