"""The shop's pages that are the same for every shopper."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.audience import shopper_view
from accounts.paging import keyset_page
from catalog.models import Category
from catalog.queries import PRODUCT_KEYS
from storefront.counting import counted
from storefront.frame import frame, same_for_all
from storefront.pages import cached_page
from storefront.queries.lists import (
    PRODUCTS_A_PAGE,
    category_page,
    found_products,
    is_shown,
    main_page,
    main_sections,
)
from storefront.queries.products import cards_of, product_page, shown_products
from storefront.shoppers import ShopRequest


def _product_page_name(product_id: int, slug: str = "") -> str:
    return f"product:{product_id}"


def _category_page_name(category_id: int, slug: str = "") -> str:
    return f"category:{category_id}"


@cached_page(lambda: "main")
@shopper_view
@require_safe
def main(request: ShopRequest) -> HttpResponse:
    """The sections of the main categories; where there are none, and behind them, the newest products."""
    products = keyset_page(shown_products(request.shop), request.GET, size=PRODUCTS_A_PAGE, keys=PRODUCT_KEYS)
    cards = cards_of(products, request.shop)
    is_first_page = not products.first_url
    context = main_page(request.mall, request.shop, cards, products.next_url)
    sections = main_sections(request.shop) if is_first_page else []
    context |= {"is_first_page": is_first_page, "sections": sections}
    return same_for_all("storefront/main.html", context, at="main")


@counted
@cached_page(_product_page_name)
@shopper_view
@require_safe
def product(request: ShopRequest, product_id: int, slug: str = "") -> HttpResponse:
    """One product; 404 where the shop does not display it. Any slug will do: the page names its right address."""
    found = shown_products(request.shop).filter(pk=product_id).first()
    if found is None:
        raise Http404
    context = product_page(request.mall, request.shop, found)
    return same_for_all("storefront/product.html", context, at="product")


@cached_page(_category_page_name)
@shopper_view
@require_safe
def category(request: ShopRequest, category_id: int, slug: str = "") -> HttpResponse:
    """The products of a category; 404 where it or one above it is not displayed."""
    found = get_object_or_404(Category, pk=category_id)
    if not is_shown(found):
        raise Http404
    context = category_page(request.mall, request.shop, found, request.GET.get("after", ""))
    return same_for_all("storefront/category.html", context, at="category")


@shopper_view
@require_safe
def search(request: ShopRequest) -> HttpResponse:
    """Products by the beginning of their name."""
    text = " ".join(request.GET.get("q", "").split())[:100]
    context: dict[str, Any] = {"search_text": text, "cards": [], "more_url": "", "first_url": ""}
    if text:
        found = found_products(request.shop, text)
        products = keyset_page(found, request.GET, size=PRODUCTS_A_PAGE, keys=PRODUCT_KEYS)
        context["cards"] = cards_of(products, request.shop)
        context |= {"more_url": products.next_url, "first_url": products.first_url}
    context["title"] = _("Search") if not text else _("Search: %(text)s") % {"text": text}
    return same_for_all("storefront/search.html", frame(request.mall, request.shop) | context, at="search")
