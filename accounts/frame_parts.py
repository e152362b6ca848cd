"""The parts of the admin frame that stay the same from page to page: drawn once, kept, and completed per request.

What they depend on is the key they are kept under, so nothing has to be forgotten: other rights, another name of the
store or another language is another key. The token against forged requests and the address of the page are put in
per request, in places that only this process knows how to name.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Self

from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from accounts.menu import HasRights, Place, closest, menu_at, places

TOKEN_PLACE: Final = f"token-{secrets.token_hex(16)}"
PATH_PLACE: Final = f"path-{secrets.token_hex(16)}"
MOST_KEPT: Final = 1024


@dataclass(frozen=True, slots=True)
class Rights:
    """What somebody may open, apart from who they are."""

    is_owner: bool
    menus: frozenset[str]

    @classmethod
    def of(cls, operator: Any) -> Self:
        """From an operator; an owner's own list of menus says nothing more."""
        return cls(operator.is_owner, frozenset() if operator.is_owner else frozenset(operator.menus))

    def has_right(self, right: str) -> bool:
        return self.is_owner or right in self.menus


@dataclass(frozen=True, slots=True)
class Who:
    """Whose page it is, as far as the bar at its top says so."""

    login_id: str
    mode: str
    mall_name: str = ""
    store_url: str = ""
    is_test: bool = False


def menu_html(rights: Rights | None, mode: str, path: str) -> SafeString:
    """The menu with the page of `path` marked; None draws an empty one."""
    prefix = get_script_prefix()
    current = closest(_places(prefix, rights), path) if rights else None
    return _menu(get_language() or "", prefix, rights, mode, current)


def top_html(who: Who, *, csrf_token: str, full_path: str) -> SafeString:
    """The bar at the top with the forms for mode, language and log-out, which come back to `full_path`."""
    drawn = _top(get_language() or "", get_script_prefix(), who)
    # The path comes from outside, so it goes in last: nothing is put into it.
    return mark_safe(drawn.replace(TOKEN_PLACE, escape(csrf_token)).replace(PATH_PLACE, escape(full_path)))  # noqa: S308


@lru_cache(maxsize=MOST_KEPT)
def _places(_prefix: str, rights: HasRights) -> list[Place]:
    return places(rights)


@lru_cache(maxsize=MOST_KEPT)
def _menu(_language: str, _prefix: str, rights: HasRights | None, mode: str, current: str | None) -> SafeString:
    items = menu_at(rights, mode, current) if rights else []
    return render_to_string("components/_admin_menu.html", {"admin_menu": items})


@lru_cache(maxsize=MOST_KEPT)
def _top(_language: str, _prefix: str, who: Who) -> SafeString:
    context = {"who": who, "csrf_token": TOKEN_PLACE, "request": {"get_full_path": PATH_PLACE}}
    return render_to_string("components/_admin_top.html", context)
