"""Panels of the admin's start page; each app adds its own from its `home_panels.py`, as with first steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.module_loading import autodiscover_modules

from accounts.audience import AdminRequest


@dataclass(frozen=True)
class HomePanel:
    """A part of the start page: a template, and what it shows of the open mall (None: not there today).

    `right` is the menu whose operators see it; `order` is its place from the top. The template finds its context
    under the name `panel`; `has_content` in it says that something happened in this mall, so that first steps go below.
    """

    key: str
    template: str
    context: Callable[[AdminRequest], Mapping[str, Any] | None]
    right: str
    order: int = 100


@dataclass(frozen=True)
class ShownPanel:
    """A panel as the page draws it."""

    template: str
    context: Mapping[str, Any]


_panels: dict[str, HomePanel] = {}
_state = {"discovered": False}


def register(panel: HomePanel) -> None:
    """Add a panel, at import of an app's `home_panels.py`. A second one of a key takes the place of the first."""
    _panels[panel.key] = panel


def panels_of(request: AdminRequest) -> list[ShownPanel]:
    """What this operator sees, from the top. The mall is open."""
    if not _state["discovered"]:
        autodiscover_modules("home_panels")
        _state["discovered"] = True
    allowed = [panel for panel in _panels.values() if request.operator.has_right(panel.right)]
    found = [(panel.template, panel.context(request)) for panel in sorted(allowed, key=lambda panel: panel.order)]
    return [ShownPanel(template, context) for template, context in found if context is not None]
