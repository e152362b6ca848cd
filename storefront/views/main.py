"""The shop's pages that are the same for every shopper."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from accounts.audience import shopper_view
from accounts.models import Mall, Shop
from accounts.paging import keyset_page
from catalog.queries import PRODUCT_KEYS, ProductRow, displayed_products
from storefront.counting import counted
from storefront.pages import cached_page
from storefront.queries import main_page, product_page

PRODUCTS_A_PAGE: Final = 24


class ShopRequest(HttpRequest):
    """A shopper's request, with the mall and the shop that its host names."""

    mall: Mall
    shop: Shop


def _product_page_name(product_id: int, slug: str = "") -> str:
    return f"product:{product_id}"


@cached_page(lambda: "main")
@shopper_view
@require_safe
def main(request: ShopRequest) -> HttpResponse:
    """The products that the shop displays, newest first."""
    displayed = displayed_products(request.shop.shop_no)
    products = keyset_page(displayed, request.GET, size=PRODUCTS_A_PAGE, keys=PRODUCT_KEYS)
    rows = [ProductRow.of(product) for product in products]
    context = main_page(request.mall, request.shop, rows, products.next_url)
    return _same_for_all("storefront/main.html", context | {"is_first_page": not products.first_url})


@counted
@cached_page(_product_page_name)
@shopper_view
@require_safe
def product(request: ShopRequest, product_id: int, slug: str = "") -> HttpResponse:
    """One product; 404 where the shop does not display it. Any slug will do: the page names its right address."""
    found = displayed_products(request.shop.shop_no).filter(pk=product_id).first()
    if found is None:
        raise Http404
    return _same_for_all("storefront/product.html", product_page(request.mall, request.shop, ProductRow.of(found)))


def _same_for_all(template: str, context: dict[str, Any]) -> HttpResponse:
    """Rendered without the request, so that nothing of one shopper can get into a page that is kept for all."""
    return HttpResponse(render_to_string(template, context))
