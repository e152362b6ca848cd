"""Calls that schemathesis makes up from the description, with the tokens of two malls that have a row of every kind.

Whatever is asked, also for the other mall's own rows: no server error, answers as described, and nothing of the other
mall is shown (security.md F18, A13).
"""

from __future__ import annotations

import functools
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.db.models import CharField, TextField
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import FailureGroup

from accounts import tenancy
from accounts.models import Mall
from accounts.tenancy.catalog import tenant_models
from accounts.tenancy.models import TenantForeignKey, TenantModel
from catalog.models import Product, Variant
from developer_center.api.operation import Registered, registered
from developer_center.api.urls import load_resources
from developer_center.wire import variant_code
from orders.models import Claim, Customer, Order, OrderItem, Refund
from tests.factories_apps import install, make_token
from tests.tenancy.rows import make_row

EXAMPLES = 10
KEYS = (8_100_001, 8_200_001)  # of all rows of the first mall, and of the second
WORDS = {"name", "title", "content", "text", "product_name", "buyer_name", "receiver_name", "writer", "summary"}
FIRST = (Product, Variant, Customer, Order)
PARENTS_FIRST = (*FIRST, *(model for model in tenant_models() if model not in FIRST))
load_resources()
load_all_checks()
WANTED = [
    CHECKS.get_one(name)
    for name in (
        "not_a_server_error",
        "response_schema_conformance",
        "status_code_conformance",
        "content_type_conformance",
    )
]


@functools.cache
def description() -> Any:
    """The description as it is served; it needs no database."""
    return schemathesis.openapi.from_wsgi("/api/v2/schema/?format=json", app=WSGIHandler())


@pytest.fixture
def one_connection():
    """The test's transaction lives on its connection, which Django would close after each request."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@dataclass(frozen=True)
class Side:
    """An app in one of the malls; `secret` stands in the rows of that mall and nowhere else."""

    secret: str
    headers: dict[str, str]
    own_path: dict[str, Any]  # names of path parameters -> values that name this mall's rows


@pytest.fixture
def sides(one_connection: None, mall: Mall, other_mall: Mall, settings) -> list[Side]:
    """Both malls with an app that may do everything. No bucket overflows."""
    settings.API_CALLS_PER_SECOND = 1_000_000
    return [made_side(one, key) for one, key in zip((mall, other_mall), KEYS, strict=True)]


def made_side(mall: Mall, key: int) -> Side:
    secret = f"secret{key}"
    Mall.objects.filter(pk=mall.pk).update(name=secret)
    with tenancy.mall(mall.pk):
        rows: dict[type[TenantModel], Any] = {}
        for model in PARENTS_FIRST:
            rows[model] = make_row(model, id=key, **wordy(model, secret), **joined(model, rows))
    headers = {
        "Authorization": f"Bearer {make_token(install(mall))}",
        "Host": f"{mall.host}.{django_settings.API_DOMAIN}",
    }
    own_path = {
        "order_id": rows[Order].number,
        "order_item_code": f"{rows[Order].number}-{rows[OrderItem].line_no:02}",
        "member_id": rows[Customer].member_id,
        "variant_code": variant_code(key, rows[Variant].position),
        "claim_code": rows[Claim].code,
        "refund_code": rows[Refund].code,
    }
    return Side(secret, headers, own_path)


def joined(model: type[TenantModel], rows: dict[type[TenantModel], Any]) -> dict[str, Any]:
    """The rows of the mall that a row points to, where they are made: an order then has its items and its buyer."""
    fields = [field for field in model._meta.local_fields if isinstance(field, TenantForeignKey)]
    return {field.name: rows[field.remote_field.model] for field in fields if field.remote_field.model in rows}


def wordy(model: type[TenantModel], secret: str) -> dict[str, str]:
    """The mall's secret in the fields of a row that hold words."""
    fields = [field for field in model._meta.local_fields if field.name in WORDS]
    return {field.name: secret for field in fields if isinstance(field, CharField | TextField)}


def groups() -> dict[str, list[Registered]]:
    """What is served, by scope group: the rows of the other mall are made once for all of a group."""
    found: dict[str, list[Registered]] = defaultdict(list)
    for entry in registered():
        found[entry.operation.group].append(entry)
    return found


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("group", sorted(groups()))
def test_no_call_makes_a_mistake_or_reaches_another_mall(group: str, sides: list[Side]):
    wrong = {}
    for entry in groups()[group]:
        try:
            attempt(entry, sides)
        except (AssertionError, FailureGroup) as failure:
            wrong[str(entry.operation)] = str(failure)
    assert wrong == {}


@pytest.mark.django_db
def test_each_mall_finds_its_own_rows(sides: list[Side]):
    """So that the secrets, which must not show elsewhere, are there to be found."""
    for side, key in zip(sides, KEYS, strict=True):
        host = side.headers["Host"]
        for path in (f"products/{key}", f"orders/{side.own_path['order_id']}/items"):
            response = Client(HTTP_HOST=host).get(f"/api/v2/admin/{path}", headers=side.headers)
            assert response.status_code == 200
            assert side.secret in response.content.decode()


def attempt(entry: Registered, sides: list[Side]) -> None:
    """Ask EXAMPLES made-up calls of one operation, as each mall, as they are and for the other mall's rows."""
    operation = description()[f"/api/v2/admin/{entry.operation.path}"][entry.operation.method]

    @hypothesis_settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        case.validate_response(answer_to(case, sides[0]), checks=WANTED)
        for asking, other, key in ((sides[0], sides[1], KEYS[1]), (sides[1], sides[0], KEYS[0])):
            for name, value in case.path_parameters.items():
                case.path_parameters[name] = key if isinstance(value, int) else other.own_path.get(name, value)
            response = answer_to(case, asking)
            assert response.status_code < 500, response.text
            assert other.secret not in response.text

    ask()


def answer_to(case: Any, side: Side) -> Any:
    """What a call is answered; it leaves nothing behind."""
    with transaction.atomic():
        response = case.call(headers=side.headers)
        transaction.set_rollback(True)
    return response
