"""Calls that schemathesis makes up from the description, with the token of a mall beside which another mall stands.

Whatever is asked: no server error, answers as described, and nothing of the other mall is shown (security.md F18, A13).
"""

from __future__ import annotations

import functools
from collections import defaultdict
from typing import Any

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import FailureGroup

from accounts import tenancy
from accounts.models import Mall
from accounts.tenancy.catalog import tenant_models
from developer_center.api.operation import Registered, registered
from developer_center.api.urls import load_resources
from tests.factories_apps import install, make_token
from tests.tenancy.rows import make_row

EXAMPLES = 10
SENTINEL = "sentinel of the other mall"
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


@pytest.fixture
def app_headers(one_connection: None, mall: Mall, other_mall: Mall, settings) -> dict[str, str]:
    """An app with every permission in the mall; the other mall has a row of every kind. No bucket overflows."""
    settings.API_CALLS_PER_SECOND = 1_000_000
    Mall.objects.filter(pk=other_mall.pk).update(name=SENTINEL)
    with tenancy.mall(other_mall.pk):
        for model in tenant_models():
            make_row(model)
    host = f"{mall.host}.{django_settings.API_DOMAIN}"
    return {"Authorization": f"Bearer {make_token(install(mall))}", "Host": host}


def groups() -> dict[str, list[Registered]]:
    """What is served, by scope group: the rows of the other mall are made once for all of a group."""
    found: dict[str, list[Registered]] = defaultdict(list)
    for entry in registered():
        found[entry.operation.group].append(entry)
    return found


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("group", sorted(groups()))
def test_no_call_makes_a_mistake_or_reaches_another_mall(group: str, app_headers):
    wrong = {}
    for entry in groups()[group]:
        try:
            attempt(entry, app_headers)
        except (AssertionError, FailureGroup) as failure:
            wrong[str(entry.operation)] = str(failure)
    assert wrong == {}


def attempt(entry: Registered, headers: dict[str, str]) -> None:
    """Ask EXAMPLES made-up calls of one operation."""
    operation = description()[f"/api/v2/admin/{entry.operation.path}"][entry.operation.method]

    @hypothesis_settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        with transaction.atomic():
            response = case.call(headers=headers)
            transaction.set_rollback(True)
        case.validate_response(response, checks=WANTED)
        assert SENTINEL not in response.text

    ask()
