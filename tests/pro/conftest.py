"""Fixtures of PRO's tests: a mall that PRO works for."""

from __future__ import annotations

import pytest

from accounts.models import Mall
from pro.domain.scope_lines import add_missing_lines
from pro.models import Contract
from tests.pro.factories import make_contract


@pytest.fixture
def scope(rows: None) -> None:
    """The lines of the service scope, also where a truncation took those of the migration."""
    add_missing_lines("default")


@pytest.fixture
def contract(mall: Mall, scope: None) -> Contract:
    """The mall's active contract."""
    return make_contract(mall)
