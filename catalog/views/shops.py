"""Which of the mall's shops a page of the catalog is about: `?shop=` names it, tabs lead to the others."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404

from accounts.audience import AdminRequest
from accounts.models import Shop
from catalog.domain.facts import BASE_SHOP_NO


def picked_shop(request: AdminRequest) -> Shop:
    """The shop that the address names, else the base shop; 404 for one that this mall has not."""
    text = request.GET.get("shop", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 3 else BASE_SHOP_NO
    return get_object_or_404(Shop, mall=request.mall, shop_no=number)


def shop_tabs(request: AdminRequest, shop: Shop) -> dict[str, Any]:
    """What `catalog/_shop_tabs.html` needs."""
    shops = Shop.objects.select_related("mall").filter(mall=request.mall).order_by("shop_no")
    return {"shop": shop, "shops": list(shops)}
