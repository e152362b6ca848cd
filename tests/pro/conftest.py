"""Fixtures of PRO's tests: a mall that PRO works for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import Mall
from pro.domain.help_pages import add_missing_texts
from pro.domain.market_accounts import AccountWish, register_account
from pro.domain.scope_lines import add_missing_lines
from pro.marketplaces import registry
from pro.marketplaces.connector import Connector
from pro.marketplaces.credentials import TypedCredentials
from pro.marketplaces.simulator.server import Simulator, running_simulator
from pro.models import Contract, MarketAccount, Operation
from pro.operations import registry as operations
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


@pytest.fixture(scope="session")
def _simulator_thread() -> Iterator[Simulator]:
    with running_simulator() as simulator:
        yield simulator


@pytest.fixture
def simulator(_simulator_thread: Simulator, settings) -> Simulator:
    """The marketplace simulator over real HTTP, as at its start; `simulator["qoo10"]` is one market."""
    settings.MARKET_SIMULATOR_URL = _simulator_thread.url
    settings.MARKET_BASE_URLS = {}
    _simulator_thread.reset()
    return _simulator_thread


@pytest.fixture
def typed(simulator: Simulator, request: pytest.FixtureRequest) -> Callable[..., Connector]:
    """A connector with the keys that the simulator accepts, some of them changed: `typed("Q0010", api_key="x")`."""

    def connect(code: str, **changes: str) -> Connector:
        market = registry.market(code)
        values = simulator[market.slug].keys | changes
        connector = registry.connect(code, TypedCredentials(f"test:{request.node.name}:{code}", values))
        request.addfinalizer(connector.close)
        return connector

    return connect


@pytest.fixture
def link(simulator: Simulator, mall: Mall) -> Callable[..., MarketAccount]:
    """Connect an account of the mall with the simulator's keys: `link("RKTN")`; another mall's by `mall=`."""

    def connect(code: str = "RKTN", *, mall: Mall = mall, **changes: str) -> MarketAccount:
        values = simulator[registry.market(code).slug].keys | changes
        with tenancy.acting_for(mall.pk):
            return register_account(code, AccountWish(values), actor=Actor.system())

    return connect


@pytest.fixture
def texts(rows: None) -> None:
    """Help pages and overseas sales limits, also where a truncation took those of the migration."""
    add_missing_texts("default")


@pytest.fixture
def shout(contract: Contract) -> Iterator[Shout]:
    """A diagnosing operation with its line in the scope."""
    operation = Shout()
    operations.add(operation)
    Operation.objects.create(key="shout", area="product", name="Shout", name_ko="외치기", text="x", text_ko="x")
    yield operation
    operations._lines.pop("shout")
    operations._diagnosing.pop("shout")
