"""Settings that each shop of a mall has of its own: `?shop=` picks one, tabs lead to the others."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from accounts.audience import AdminRequest
from accounts.models import Shop


def picked_shop(request: AdminRequest) -> Shop:
    """The shop that the address names, else the base shop; 404 for one that this mall has not."""
    number = request.GET.get("shop", "1")
    shops = Shop.objects.select_related("mall").filter(mall_id=request.mall.pk)
    shop = shops.filter(shop_no=int(number)).first() if number.isdecimal() and len(number) < 3 else None
    if shop is None:
        raise Http404
    return shop


def shop_query(shop: Shop) -> str:
    """What an address about this shop ends with."""
    return "" if shop.is_base else f"?shop={shop.shop_no}"


def shop_tabs(request: AdminRequest, shop: Shop) -> dict[str, Any]:
    """What `orders/_shop_picker.html` needs; no tabs where there is one shop only."""
    shops = list(Shop.objects.select_related("mall").filter(mall_id=request.mall.pk, is_active=True))
    return {"shop": shop, "shops": shops if len(shops) > 1 else [], "query": shop_query(shop)}
