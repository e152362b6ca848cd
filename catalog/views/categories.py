"""The category tree of the merchant admin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, get_args

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.audience import AdminRequest, admin_view
from accounts.audit import Actor
from accounts.history import history_rows
from accounts.models import Shop
from accounts.row_ids import step_of
from catalog.domain.categories import (
    CategoryRefused,
    Step,
    add_category,
    change_category,
    delete_category,
    place_category,
    step_category,
)
from catalog.domain.set_seo import set_category_seo
from catalog.forms.categories import CategoryForm, NewCategoryForm, PlaceForm
from catalog.forms.seo import SeoForm
from catalog.models import Category
from catalog.queries.categories import category_tree

REFUSALS: Final = {
    "too_many": gettext_lazy("A store has at most 1,000 categories."),
    "too_deep": gettext_lazy("Categories go four levels deep."),
    "inside_itself": gettext_lazy("A category cannot go into itself."),
}


@admin_view(menu="products")
@require_http_methods(["GET", "HEAD", "POST"])
def category_list(request: AdminRequest) -> HttpResponse:
    """The tree, and the form that adds to it."""
    nodes = category_tree()
    parents = [(node.pk, node.path) for node in nodes if node.category.depth < 4]
    form = NewCategoryForm(request.POST if request.method == "POST" else None, parents=parents)
    if request.method == "POST" and form.is_valid():
        try:
            values = form.cleaned_data
            category = add_category(values["name"], parent_id=values["parent"], actor=request.actor)
        except CategoryRefused as error:
            form.add_error("name", REFUSALS[error.reason])
        else:
            messages.success(request, _("“%(name)s” was added.") % {"name": category.name})
            return redirect("catalog:category_list")
    context = {"nodes": nodes, "form": form}
    return render(request, "catalog/category_list.html", context, status=422 if form.errors else 200)


@admin_view(menu="products")
@require_http_methods(["GET", "HEAD", "POST"])
def category_edit(request: AdminRequest, category_id: int) -> HttpResponse:
    """Names, display and search engines of one category. Another mall's id is no category here: 404."""
    category = get_object_or_404(Category, pk=category_id)
    initial = {"name": category.name, "is_displayed": category.is_displayed}
    initial |= {f"name_{number}": text for number, text in category.names.items()}
    shops = list(Shop.objects.select_related("mall").filter(mall=request.mall).order_by("shop_no"))
    data = request.POST if request.method == "POST" else None
    form = CategoryForm(data, initial=initial, shops=shops)
    seo_forms = SeoForm.for_shops(data, category.seo, shops)
    is_valid = request.method == "POST" and all([form.is_valid(), *(one.is_valid() for one in seo_forms)])
    if is_valid:
        _save(form, seo_forms, category.pk, request.actor)
        messages.success(request, _("Saved."))
        return redirect("catalog:category_list")
    context = {"category": category, "form": form, "seo_forms": seo_forms, "history": history_rows(category)}
    return render(request, "catalog/category_form.html", context, status=422 if data and not is_valid else 200)


@admin_view(menu="products")
@require_POST
def category_move(request: AdminRequest) -> HttpResponse:
    """By the buttons (`step` reads `up:12`) or by dragging (`moved`, `target`, `where`)."""
    step, number = step_of(request.POST.get("step", ""))
    try:
        if step in get_args(Step) and number is not None:
            step_category(number, step, actor=request.actor)  # type: ignore[arg-type]  # one of Step
        else:
            _drop(request)
    except CategoryRefused as error:
        messages.error(request, str(REFUSALS[error.reason]))
    except Category.DoesNotExist:
        messages.error(request, _("This category is no longer there."))
    return redirect("catalog:category_list")


@admin_view(menu="products")
@require_http_methods(["GET", "HEAD", "POST"])
def category_delete(request: AdminRequest, category_id: int) -> HttpResponse:
    """Say what goes and what stays, then delete."""
    category = get_object_or_404(Category, pk=category_id)
    if request.method == "POST":
        count = delete_category(category_id, actor=request.actor)
        text = ngettext("%(count)s category was deleted.", "%(count)s categories were deleted.", count)
        messages.success(request, text % {"count": count})
        return redirect("catalog:category_list")
    nodes = category_tree()
    node = next(node for node in nodes if node.pk == category_id)
    below = [other for other in nodes if other.path.startswith(f"{node.path} > ")]
    context = {"category": category, "node": node, "below": below, "held": category.placements.count()}
    return render(request, "catalog/category_delete.html", context)


def _save(form: CategoryForm, seo_forms: Iterable[SeoForm], category_id: int, actor: Actor) -> None:
    change_category(
        category_id,
        name=form.cleaned_data["name"],
        names=form.names(),
        is_displayed=form.cleaned_data["is_displayed"],
        actor=actor,
    )
    for seo_form in seo_forms:
        set_category_seo(category_id, seo_form.shop.shop_no, seo_form.values(), actor=actor)


def _drop(request: AdminRequest) -> None:
    form = PlaceForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was moved. Please try again."))
        return
    values = form.cleaned_data
    place_category(values["moved"], values["target"], values["where"], actor=request.actor)
