"""Find the mall and the shop that a storefront request is for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from accounts.models import Mall, Shop
from accounts.views.errors import error_page, not_found


def open_shop(request: HttpRequest) -> HttpResponse | None:
    """Set `request.mall` and `request.shop`; a dormant mall answers 503, a deleted or unknown one 404."""
    shop = (
        Shop.objects.select_related("mall")
        .filter(mall__host=getattr(request, "mall_host", ""), shop_no=1, is_active=True)
        .first()
    )
    if shop is None or shop.mall.status == Mall.Status.DELETED:
        return not_found(request)
    if shop.mall.is_dormant:
        response = error_page(request, 503, template="storefront/closed.html")
        response["Retry-After"] = "86400"
        return response
    request.mall, request.shop = shop.mall, shop  # type: ignore[attr-defined]
    return None
