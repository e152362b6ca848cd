"""Products > Decoration images and icons, and what one product wears."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.audience import AdminRequest, admin_view
from accounts.history import history_rows
from catalog.domain.decorations import (
    MOST_DECORATIONS,
    DecorationsRefused,
    add_decoration,
    delete_decoration,
    dress_product,
    outfit_of,
)
from catalog.domain.set_image import StorageFull
from catalog.forms.decorations import HEADINGS, DecorationForm, OutfitForm
from catalog.models import Decoration, Product, ProductDecoration
from catalog.models.image import SMALL
from catalog.queries import image_url
from catalog.views.shops import picked_shop, shop_tabs

METHODS = ["GET", "HEAD", "POST"]


@admin_view(menu="products")
@require_http_methods(METHODS)
def decoration_list(request: AdminRequest) -> HttpResponse:
    """All that products may wear, and the form that registers more; one query."""
    is_post = request.method == "POST"
    form = DecorationForm(request.POST if is_post else None, request.FILES if is_post else None)
    if is_post and form.is_valid():
        try:
            made = add_decoration(**form.cleaned_data, actor=request.actor)
        except DecorationsRefused:
            form.add_error("kind", _("A store has at most %(most)s of each kind.") % {"most": MOST_DECORATIONS})
        except StorageFull:
            form.add_error("picture", _("Storage is full, so the picture was not saved."))
        else:
            messages.success(request, _("“%(name)s” was added.") % {"name": made.name})
            return redirect("catalog:decoration_list")
    rows = list(Decoration.objects.order_by("pk"))
    groups = [
        {"heading": heading, "rows": [_with_url(row) for row in rows if row.kind == kind]}
        for kind, heading in HEADINGS.items()
    ]
    context = {"form": form, "groups": groups}
    return render(request, "catalog/decoration_list.html", context, status=422 if form.errors else 200)


@admin_view(menu="products")
@require_http_methods(METHODS)
def decoration_delete(request: AdminRequest, decoration_id: int) -> HttpResponse:
    """Say how many products wear it, then delete. Another mall's id is none here: 404."""
    decoration = get_object_or_404(Decoration, pk=decoration_id)
    if request.method == "POST":
        delete_decoration(decoration.pk, actor=request.actor)
        messages.success(request, _("“%(name)s” was deleted.") % {"name": decoration.name})
        return redirect("catalog:decoration_list")
    worn_by = ProductDecoration.objects.filter(decoration=decoration).values("product").distinct().count()
    context = _with_url(decoration) | {"worn_by": worn_by}
    return render(request, "catalog/decoration_delete.html", context)


@admin_view(menu="products")
@require_http_methods(METHODS)
def product_decorations(request: AdminRequest, product_id: int) -> HttpResponse:
    """What a product wears in one shop (`?shop=`): decoration images and icons with their periods."""
    product = get_object_or_404(Product, pk=product_id)
    shop = picked_shop(request)
    data = request.POST if request.method == "POST" else None
    registered = list(Decoration.objects.order_by("pk"))
    outfit_forms = [
        OutfitForm(
            data,
            kind=kind,
            registered=[row for row in registered if row.kind == kind],
            outfit=outfit_of(list(ProductDecoration.objects.worn(product.pk, shop.shop_no, kind))),
        )
        for kind in HEADINGS
    ]
    if data is not None and all(form.is_valid() for form in outfit_forms):
        try:
            with transaction.atomic():
                for form in outfit_forms:
                    dress_product(product.pk, shop.shop_no, form.kind, form.wanted(), actor=request.actor)
        except DecorationsRefused:  # somebody deleted one since it was read
            messages.error(request, _("Nothing was saved: a picture is no longer there. Please try again."))
        else:
            messages.success(request, _("Saved."))
        return redirect(f"{reverse('catalog:product_decorations', args=[product.pk])}?shop={shop.shop_no}")
    context = shop_tabs(request, shop) | {
        "product": product,
        "tab": "decorations",
        "outfit_forms": outfit_forms,
        "has_any": bool(registered),
        "history": history_rows(product),
    }
    return render(request, "catalog/product_decorations.html", context, status=200 if data is None else 422)


def _with_url(decoration: Decoration) -> dict[str, Any]:
    return {"decoration": decoration, "url": image_url(decoration.stem, SMALL)}
