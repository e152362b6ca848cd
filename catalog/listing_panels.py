"""Panels beside a product's listing in a shop; apps above the catalog add theirs from their `listing_panels.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.module_loading import autodiscover_modules

from accounts.audience import AdminRequest
from accounts.home_panels import ShownPanel
from accounts.models import Shop
from catalog.models import Product

Context = Callable[[AdminRequest, Product, Shop], Mapping[str, Any] | None]


@dataclass(frozen=True)
class ListingPanel:
    """A template, and what it shows under the name `panel` (None: nothing for this product in this shop)."""

    key: str
    template: str
    context: Context


_panels: dict[str, ListingPanel] = {}
_state = {"discovered": False}


def register(panel: ListingPanel) -> None:
    """Add a panel, at import of an app's `listing_panels.py`. A second one of a key takes the place of the first."""
    _panels[panel.key] = panel


def listing_panels(request: AdminRequest, product: Product, shop: Shop) -> list[ShownPanel]:
    """What is shown above the texts of a listing, by key."""
    if not _state["discovered"]:
        autodiscover_modules("listing_panels")
        _state["discovered"] = True
    found = [(one.template, one.context(request, product, shop)) for _key, one in sorted(_panels.items())]
    return [ShownPanel(template, context) for template, context in found if context is not None]
