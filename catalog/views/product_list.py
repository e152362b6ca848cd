"""The product list: filters, pages, switches for many at once, and the list as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Final

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts import tenancy
from accounts.audience import AdminRequest, admin_view
from accounts.money import amount_text
from accounts.paging import keyset_page
from catalog.domain.facts import BASE_SHOP_NO, base_shop
from catalog.domain.set_visibility import Switch, set_visibility
from catalog.forms import ProductFilterForm, VisibilityForm
from catalog.models import Product
from catalog.queries import PRODUCT_KEYS, ProductFilter, ProductRow, listed_products

ROWS_AT_A_TIME: Final = 500
SWITCHES: Final[dict[str, tuple[Switch, bool]]] = {
    "display-on": ("display", True),
    "display-off": ("display", False),
    "selling-on": ("selling", True),
    "selling-off": ("selling", False),
}


@admin_view(menu="products")
@require_safe
def product_list(request: AdminRequest) -> HttpResponse:
    """Products of the base shop, newest first; filters stand in the address."""
    filters = ProductFilterForm(request.GET)
    wanted = filters.wanted()
    page = keyset_page(listed_products(wanted, BASE_SHOP_NO), request.GET, keys=PRODUCT_KEYS)
    context = {
        "filters": filters,
        "is_filtered": wanted != ProductFilter(),
        "page": page,
        "rows": [ProductRow.of(product) for product in page],
        "currency": base_shop().currency,
        "actions": VisibilityForm.ACTIONS,
        "export_url": f"{reverse('catalog:product_export')}?{request.GET.urlencode()}",
    }
    return render(request, "catalog/product_list.html", context)


@admin_view(menu="products")
@require_POST
def change_visibility(request: AdminRequest) -> HttpResponse:
    """Display, hide, sell or stop selling what is ticked, and go back to the same page of the list."""
    form = VisibilityForm(request.POST)
    back = redirect(f"{reverse('catalog:product_list')}?{request.GET.urlencode()}")
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
        return back
    switch, on = SWITCHES[form.cleaned_data["action"]]
    count = set_visibility(form.cleaned_data["product"], switch, on, shop_no=BASE_SHOP_NO, actor=request.actor)
    if count:
        text = ngettext("%(count)s product was changed.", "%(count)s products were changed.", count)
        messages.success(request, text % {"count": count})
    else:
        messages.info(request, _("The products were like that already; nothing was changed."))
    return back


@admin_view(menu="products")
@require_safe
def export(request: AdminRequest) -> StreamingHttpResponse:
    """The filtered list as CSV (UTF-8 with a mark, as spreadsheets like it), streamed a piece at a time."""
    wanted = ProductFilterForm(request.GET).wanted()
    header = [_("Product number"), _("Product name"), _("Summary"), _("Price"), _("Currency"), _("Stock")]
    header += [
        _("Display"),
        _("Selling"),
        _("Registered"),
        _("Product code"),
        _("Weight (g)"),
        _("Material"),
        _("Options"),
    ]
    lines = _csv_lines(request.mall.pk, wanted, header, base_shop().currency)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    day = timezone.localdate().isoformat()
    response["Content-Disposition"] = f'attachment; filename="products-{request.mall.host}-{day}.csv"'
    return response


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _csv_lines(mall_id: int, wanted: ProductFilter, header: list[str], currency: str) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(header)
    last: int | None = None
    while True:
        with tenancy.mall(mall_id):  # the request's own door is closed by the time a body is sent
            products = listed_products(wanted, BASE_SHOP_NO).order_by("-pk")
            piece = list(
                (products if last is None else products.filter(pk__lt=last, listed_id__lt=last))[:ROWS_AT_A_TIME]
            )
        for product in piece:
            yield writer.writerow(
                _cells(ProductRow.of(product), currency, has_options=bool(product.options)) + _more_cells(product)
            )
        if len(piece) < ROWS_AT_A_TIME:
            return
        last = piece[-1].pk


def _more_cells(product: Product) -> list[str]:
    options = " | ".join(f"{option['name']}: {', '.join(option['values'])}" for option in product.options)
    weight = "" if product.weight_grams is None else str(product.weight_grams)
    return [_harmless(product.code), weight, _harmless(product.material), _harmless(options)]


def _cells(row: ProductRow, currency: str, *, has_options: bool = False) -> list[str]:
    return [
        str(row.pk),
        _harmless(row.name),
        _harmless(row.summary),
        amount_text(row.price, currency),
        currency,
        str(row.stock) if row.tracks_stock and not has_options else "",
        "T" if row.display else "F",
        "T" if row.selling else "F",
        timezone.localtime(row.created_at).strftime("%Y-%m-%d %H:%M"),
    ]


def _harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
