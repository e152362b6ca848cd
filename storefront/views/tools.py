"""The part of the header that differs from shopper to shopper; pages that are kept for all load it afterwards."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.audience import shopper_view
from accounts.row_ids import row_id
from storefront.frame import tools_of
from storefront.shoppers import ShopRequest, is_wished, personal_view


def _without_cookie(view: Any) -> Any:
    """A browser without our cookie has no cart and no account: answered without a session and without a query."""

    def wrapped(request: HttpRequest) -> HttpResponseBase:
        if settings.SHOPPER_COOKIE_NAME not in request.COOKIES:
            return HttpResponse(status=204)
        response: HttpResponseBase = view(request)
        return response

    wrapped.audience = shopper_view(wrapped).audience  # type: ignore[attr-defined]
    return wrapped


@require_safe
@_without_cookie
@personal_view
def tools(request: ShopRequest) -> HttpResponse:
    """Links of the account, the number of pieces in the cart, and messages that a page kept for all cannot show.

    `product` names the product whose page asks: its heart is filled where the shopper has it on the wish list.
    """
    product_id = row_id(request.GET.get("product", ""))
    heart = {"heart_of": product_id, "is_wished": product_id is not None and is_wished(request, product_id)}
    return render(request, "storefront/_tools.html", tools_of(request) | heart)
