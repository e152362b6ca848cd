"""Do something in a mall and let its webhooks go, without a worker."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import time_machine
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor
from accounts.jobs import enqueue
from accounts.models import Mall
from catalog.domain.change_fields import change_fields
from catalog.models import Product
from tests.ledger import run_due_jobs
from tests.orders.shop import make_product

BY = Actor.operator(1)
DISPATCH = "developer_center.dispatch_webhooks"
DELIVER = "developer_center.deliver_webhooks"


def new_product(mall: Mall, name: str = "Cup") -> Product:
    """90001."""
    with tenancy.mall(mall.pk):
        return make_product(name=name)


def rename(mall: Mall, product: Product, name: str) -> None:
    """90002."""
    with tenancy.mall(mall.pk):
        change_fields(product.pk, {"name": name}, actor=BY)


def send() -> None:
    """Everything that is due leaves, as if the clock had looked."""
    run_due_jobs(DISPATCH)
    enqueue(DELIVER)
    run_due_jobs(DELIVER)


@contextmanager
def later(**passed: float) -> Iterator[None]:
    """Some time on: `later(minutes=5)`."""
    with time_machine.travel(timezone.now() + dt.timedelta(**passed), tick=True):
        yield
