"""Beside a product's listing in an overseas shop: how far its translation is."""

from __future__ import annotations

from typing import Any

from accounts.audience import AdminRequest
from accounts.models import Shop
from catalog.domain.facts import base_shop
from catalog.forms.listing import FIELD_LABELS
from catalog.listing_panels import ListingPanel, register
from catalog.models import Product
from pro.domain.engine_stops import stop_of
from pro.domain.switches import has_active_contract
from pro.queries.shops import task_of
from pro.translation.engines import chosen_engine


def _context(request: AdminRequest, product: Product, shop: Shop) -> dict[str, Any] | None:
    if shop.language == base_shop().language:
        return None
    task, engine = task_of(product.pk, shop.language), chosen_engine()
    failed = [FIELD_LABELS[name] for name in FIELD_LABELS if task and "error" in task.fields.get(name, {})]
    return {
        "task": task,
        "failed": failed,
        "engine": engine,
        "stop": stop_of(engine.name) if engine else None,
        "has_contract": has_active_contract(request.mall.pk),
        "may_see_more": request.operator.has_right("pro"),
        "language": shop.language,
    }


register(ListingPanel("translation", "pro/_listing_translation.html", _context))
