"""The product list: filters, pages, and what can be done with many at once."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.audience import AdminRequest, admin_view
from accounts.paging import keyset_page
from catalog.domain.facts import BASE_SHOP_NO, base_shop
from catalog.forms import ProductFilterForm
from catalog.forms.bulk import STEPS, SWITCHES
from catalog.queries import PRODUCT_KEYS, ProductFilter, ProductRow, listed_products
from catalog.queries.categories import category_choices
from catalog.views.product_export import exports


@admin_view(menu="products")
@require_safe
def product_list(request: AdminRequest) -> HttpResponse:
    """Products of the base shop, newest first; filters stand in the address."""
    filters = ProductFilterForm(request.GET, categories=category_choices())
    wanted = filters.wanted()
    page = keyset_page(listed_products(wanted, BASE_SHOP_NO), request.GET, keys=PRODUCT_KEYS)
    context = {
        "filters": filters,
        "is_filtered": wanted != ProductFilter(),
        "page": page,
        "rows": [ProductRow.of(product) for product in page],
        "currency": base_shop().currency,
        "switches": SWITCHES,
        "steps": STEPS,
        "exports": exports(request.GET),
    }
    return render(request, "catalog/product_list.html", context)
