"""A mail server that is down holds no order up; its mails wait and leave once, when it is back (issue 3, Faults)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from accounts import tenancy
from accounts.models import OutboxMessage
from cafe24clone.runner.processes import free_port
from orders.models import Order
from tests.ledger import run_due_jobs
from tests.orders.invariants import assert_invariants
from tests.orders.shop import make_order, make_product
from tests.smtp import mail_server

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def smtp(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = "127.0.0.1", False, 2
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_PORT = free_port()  # nobody listens there
    return settings


def states(buyer: str) -> list[str]:
    return list(OutboxMessage.objects.filter(recipient=buyer).values_list("state", flat=True))


def test_an_order_stands_without_a_mail_server_and_its_mail_leaves_once(mall, smtp):
    with tenancy.mall(mall.pk):
        product = make_product(stock=10)
        order = make_order(product, quantity=3)
    run_due_jobs()
    assert states(order.buyer_email) == ["waiting"]
    with tenancy.mall(mall.pk):
        assert Order.objects.get().number == order.number
        assert product.variants.get().stock == 7
    assert_invariants(mall.pk)
    with mail_server() as server, time_machine.travel(timezone.now() + dt.timedelta(hours=1), tick=True):
        smtp.EMAIL_PORT = server.port
        run_due_jobs()
        run_due_jobs()
        bodies = [body for body in server.received if order.number.encode() in body]
    assert states(order.buyer_email) == ["sent"]
    assert len([body for body in bodies if order.buyer_email.encode() in body]) == 1
    assert_invariants(mall.pk)
