"""Product display > Main display > Main category management."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.audience import AdminRequest, admin_view
from accounts.history import history_rows
from accounts.models import Shop
from accounts.row_ids import row_ids, step_of
from catalog.domain import main_categories as sections
from catalog.domain import main_products as placing
from catalog.domain.auto_display import refresh_category
from catalog.domain.display_keepers import keeper_of
from catalog.domain.facts import BASE_SHOP_NO
from catalog.forms.display import DropForm, MainCategoryForm, MainCategoryNameForm
from catalog.models import MainCategory
from catalog.queries import ProductFilter, ProductRow, listed_products
from catalog.queries.display import main_categories, placed_products
from catalog.views.shops import picked_shop, shop_tabs

PICKER_SIZE: Final = 20


@admin_view(menu="display")
@require_http_methods(["GET", "HEAD", "POST"])
def main_list(request: AdminRequest) -> HttpResponse:
    """The sections of one shop in their order, and the form that adds one; `?shop=` names the shop."""
    shop = picked_shop(request)
    form = MainCategoryNameForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            category = sections.add_main_category(form.cleaned_data["name"], shop_no=shop.shop_no, actor=request.actor)
        except sections.TooManyMainCategories:
            form.add_error("name", _("A shop has at most 30 main categories."))
        else:
            messages.success(request, _("“%(name)s” was added.") % {"name": category.name})
            return redirect(_list_url(shop.shop_no))
    context = shop_tabs(request, shop) | {"categories": list(main_categories(shop.shop_no)), "form": form}
    return render(request, "catalog/main_list.html", context, status=422 if form.errors else 200)


@admin_view(menu="display")
@require_POST
def main_standard(request: AdminRequest) -> HttpResponse:
    """Add the four standard sections where a shop has none."""
    shop = picked_shop(request)
    sections.add_standard_main_categories(shop, actor=request.actor)
    return redirect(_list_url(shop.shop_no))


@admin_view(menu="display")
@require_POST
def main_move(request: AdminRequest) -> HttpResponse:
    """Order sections: by the buttons (`step` reads `up:12`) or by dragging (`moved`, `target`, `where`)."""
    shop = picked_shop(request)
    step, number = _step(request)
    rows = [row.pk for row in main_categories(shop.shop_no)]
    drop = DropForm(request.POST)
    if step in {"up", "down"} and number in rows:
        index = rows.index(number) + (1 if step == "down" else -1)
        sections.move_main_category(number, index, actor=request.actor)
    elif drop.is_valid() and {drop.cleaned_data["moved"], drop.cleaned_data["target"]} <= set(rows):
        values = drop.cleaned_data
        sections.place_main_category(values["moved"], values["target"], values["where"], actor=request.actor)
    else:
        messages.error(request, _("Nothing was moved. Please try again."))
    return redirect(_list_url(shop.shop_no))


@admin_view(menu="display")
@require_http_methods(["GET", "HEAD", "POST"])
def main_edit(request: AdminRequest, category_id: int) -> HttpResponse:
    """Settings and products of one section. Another mall's id is none here: 404."""
    category = get_object_or_404(MainCategory, pk=category_id)
    initial = MainCategoryForm.initial_of(category)
    keeper = keeper_of(category.name)
    data = request.POST if request.method == "POST" else None
    form = MainCategoryForm(data, initial=initial, keeps_auto_off=keeper is not None)
    if request.method == "POST" and form.is_valid():
        try:
            sections.change_main_category(category_id, form.cleaned_data, actor=request.actor)
        except sections.AutoDisplayKept:  # its name hands it over, or somebody took it a moment ago
            found = keeper_of(form.cleaned_data["name"])
            form.add_error("auto_display", str(found.sentence) if found else _("Nothing was saved. Please try again."))
        else:
            messages.success(request, _("Saved."))
            return redirect("catalog_display:main_edit", category_id=category_id)
    placed = placed_products(category)
    context = {
        "category": category,
        "form": form,
        "keeper": keeper,
        "shop": Shop.objects.get(mall=request.mall, shop_no=category.shop_no),
        "placed": placed,
        "history": history_rows(category),
        **_picker(request, category, {row.product_id for row in placed}),
    }
    return render(request, "catalog/main_edit.html", context, status=422 if form.errors else 200)


@admin_view(menu="display")
@require_POST
def main_products(request: AdminRequest, category_id: int) -> HttpResponse:
    """Add, order, pin, let go or remove products: `add` (several), `step` (`pin:12`), or what was dragged."""
    category = get_object_or_404(MainCategory, pk=category_id)
    step, number = _step(request)
    if "add" in request.POST:
        _add(request, category_id)
    elif step == "remove":
        placing.remove_main_product(category_id, number, actor=request.actor)
    elif step in {"pin", "unpin"}:
        placing.pin_main_product(category_id, number, is_pinned=step == "pin", actor=request.actor)
    else:
        _order(request, category, step, number)
    return redirect(f"{reverse('catalog_display:main_edit', args=[category_id])}#products")


@admin_view(menu="display")
@require_POST
def main_refresh(request: AdminRequest, category_id: int) -> HttpResponse:
    """Run the automatic display of one section now."""
    category = get_object_or_404(MainCategory, pk=category_id)
    if category.auto_display:
        refresh_category(category_id, timezone.now(), actor=request.actor)
        messages.success(request, _("The display was updated."))
    return redirect("catalog_display:main_edit", category_id=category_id)


@admin_view(menu="display")
@require_http_methods(["GET", "HEAD", "POST"])
def main_delete(request: AdminRequest, category_id: int) -> HttpResponse:
    """Say what goes, then delete."""
    category = get_object_or_404(MainCategory, pk=category_id)
    if request.method == "POST":
        sections.delete_main_category(category_id, actor=request.actor)
        messages.success(request, _("“%(name)s” was deleted.") % {"name": category.name})
        return redirect(_list_url(category.shop_no))
    return render(request, "catalog/main_delete.html", {"category": category})


def _list_url(shop_no: int) -> str:
    address = reverse("catalog_display:main_list")
    return address if shop_no == BASE_SHOP_NO else f"{address}?shop={shop_no}"


def _step(request: AdminRequest) -> tuple[str, int]:
    step, number = step_of(request.POST.get("step", ""))
    return ("", 0) if number is None else (step, number)


def _add(request: AdminRequest, category_id: int) -> None:
    ids = row_ids(request.POST.getlist("product")[: placing.MOST_PLACED])
    try:
        count = placing.add_main_products(category_id, ids, actor=request.actor)
    except placing.TooManyPlaced:
        messages.error(request, _("A main category holds at most 200 products."))
        return
    if not count:
        messages.error(request, _("Tick at least one product."))
        return
    text = ngettext("%(count)s product was added.", "%(count)s products were added.", count)
    messages.success(request, text % {"count": count})


def _order(request: AdminRequest, category: MainCategory, step: str, number: int) -> None:
    rows = [row.product_id for row in placing.placements_of(category)]
    drop = DropForm(request.POST)
    if step in {"up", "down"} and number in rows:
        index = rows.index(number) + (1 if step == "down" else -1)
        placing.move_main_product(category.pk, number, index, actor=request.actor)
    elif drop.is_valid():
        values = drop.cleaned_data
        placing.place_main_product(category.pk, values["moved"], values["target"], values["where"], actor=request.actor)
    else:
        messages.error(request, _("Nothing was moved. Please try again."))


def _picker(request: AdminRequest, category: MainCategory, placed: set[int]) -> dict[str, Any]:
    name = request.GET.get("name", "")[:250]
    found = listed_products(ProductFilter(name=name, display=True), category.shop_no).exclude(pk__in=placed)
    rows = [ProductRow.of(product) for product in found.order_by("-pk")[:PICKER_SIZE]]
    return {"picker_name": name, "picker_rows": rows}
