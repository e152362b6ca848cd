"""Who else fills a section of the main page: while somebody does, the mall's own automatic display is off (R3.60).

An app above registers itself; catalog knows no more of it than this.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Keeper:
    """`keeps(name)`: whether it fills sections of that name in the open mall now. `sentence` says so to the merchant.

    `url_name` is its page, `link` what that page is called.
    """

    keeps: Callable[[str], bool]
    sentence: Promise
    url_name: str
    link: Promise


_keepers: list[Keeper] = []


def register_keeper(keeper: Keeper) -> None:
    """Called once when the app is ready."""
    _keepers.append(keeper)


def keeper_of(name: str) -> Keeper | None:
    """Who fills sections of this name in the open mall now, if anybody does."""
    return next((keeper for keeper in _keepers if keeper.keeps(name)), None)
