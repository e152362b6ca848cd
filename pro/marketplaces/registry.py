"""Which markets there are: every folder here with a `connector.py` that calls `add`."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from typing import TypeVar

from pro import marketplaces as folders
from pro.marketplaces.connector import Connector
from pro.marketplaces.credentials import Credentials
from pro.marketplaces.types import Marketplace

C = TypeVar("C", bound=type[Connector])

_connectors: dict[str, type[Connector]] = {}
_loaded = False


def add(connector: C) -> C:
    """Class decorator: put a market on the list."""
    code = connector.market.code
    if code in _connectors and _connectors[code] is not connector:
        raise ValueError(f"Two marketplaces are called {code!r}")
    _connectors[code] = connector
    return connector


def load() -> None:
    """Import every market's connector; a second call does nothing."""
    global _loaded  # noqa: PLW0603 - once per process
    if _loaded:
        return
    for folder in market_folders():
        importlib.import_module(f"{folders.__name__}.{folder}.connector")
    _loaded = True


def market_folders() -> list[str]:
    """The names of the folders that hold a market."""
    found = [one.name for one in pkgutil.iter_modules(folders.__path__) if one.ispkg]
    return sorted(name for name in found if importlib.util.find_spec(f"{folders.__name__}.{name}.connector"))


def markets() -> list[Marketplace]:
    """Every market, by its folder's name."""
    load()
    return sorted((one.market for one in _connectors.values()), key=lambda one: (one.slug, one.code))


def codes() -> frozenset[str]:
    """The codes of every market; an account of one that was taken away is not shown."""
    load()
    return frozenset(_connectors)


def market(code: str) -> Marketplace:
    """Raises KeyError."""
    return connector_class(code).market


def connector_class(code: str) -> type[Connector]:
    """Raises KeyError."""
    load()
    return _connectors[code]


def connect(code: str, credentials: Credentials) -> Connector:
    """A connector for one account, to be used in a `with`. Raises KeyError."""
    return connector_class(code)(credentials)
