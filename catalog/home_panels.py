"""What the catalog shows on the admin's start page: sales, visits and conversion of a shop."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from accounts.audience import AdminRequest
from accounts.home_panels import HomePanel, register
from accounts.models import Shop
from catalog.domain.facts import BASE_SHOP_NO
from catalog.sales_figures import sales_figures


def sales_panel(request: AdminRequest) -> dict[str, Any]:
    """The figures of the shop that `?shop=` names, the base shop's otherwise; shops never mix: currencies differ."""
    shops = list(Shop.objects.filter(mall_id=request.mall.pk, is_active=True).select_related("mall"))
    wanted = request.GET.get("shop", "")
    base = next(shop for shop in shops if shop.shop_no == BASE_SHOP_NO)
    shop = next((shop for shop in shops if str(shop.shop_no) == wanted), base)
    figures = sales_figures(shop, get_language() or "en")
    return {"shop": shop, "shops": shops, "figures": figures, "has_content": not figures.is_empty}


register(
    HomePanel("sales", template="catalog/_home_sales.html", context=sales_panel, right="orders", order=200),
)
