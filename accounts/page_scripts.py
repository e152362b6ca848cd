"""Scripts that others want on the storefront's pages. An app above registers a source; the storefront asks here.

The storefront and the Developer Center do not know each other (docs/adr/0043-scripttags.md).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

EVERYWHERE = "all"


@dataclass(frozen=True, slots=True)
class PageScript:
    """A script and where it goes: `locations` are codes of the wire contract, or `all`.

    `integrity` is a checksum of its text as browsers take it, or "". It stays away from pages at `excluded` paths.
    """

    src: str
    integrity: str
    locations: tuple[str, ...]
    excluded: tuple[str, ...] = ()


Source = Callable[[int], list[PageScript]]
_sources: list[Source] = []


def register_source(source: Source) -> None:
    """Called once when the app is ready. `source(shop_no)` answers for the open mall, in one query."""
    _sources.append(source)


def scripts_of_shop(shop_no: int) -> list[PageScript]:
    """Every script of one shop of the open mall, in the order of their sources."""
    return [script for source in _sources for script in source(shop_no)]
