"""Fixtures of PRO's tests: a mall that PRO works for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from accounts.models import Mall
from pro.domain.help_pages import add_missing_texts
from pro.domain.scope_lines import add_missing_lines
from pro.models import Contract, Operation
from pro.operations import registry
from tests.cast import Cast
from tests.pro.factories import make_contract
from tests.pro.toy_operation import Shout


@pytest.fixture
def scope(rows: None) -> None:
    """The lines of the service scope, also where a truncation took those of the migration."""
    add_missing_lines("default")


@pytest.fixture
def contract(mall: Mall, scope: None) -> Contract:
    """The mall's active contract."""
    return make_contract(mall)


@pytest.fixture
def owner(client: Client, cast: Cast) -> Client:
    """A browser in which the mall's owner is signed in."""
    cast.sign_in(client, "owner")
    return client


@pytest.fixture
def texts(rows: None) -> None:
    """Help pages and overseas sales limits, also where a truncation took those of the migration."""
    add_missing_texts("default")


@pytest.fixture
def shout(contract: Contract) -> Iterator[Shout]:
    """A diagnosing operation with its line in the scope."""
    operation = Shout()
    registry.add(operation)
    Operation.objects.create(key="shout", area="product", name="Shout", name_ko="외치기", text="x", text_ko="x")
    yield operation
    registry._lines.pop("shout")
    registry._diagnosing.pop("shout")
