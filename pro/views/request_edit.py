"""상품 수정 요청: choose product, shop and field, see the present text, say the wanted one (R3.39)."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.audience import AdminRequest, admin_view
from accounts.models import Shop
from catalog.domain.facts import base_shop
from catalog.models import ProductListing
from pro.domain.edit_request import BadText, Edit, file_edit, overseas_listing, present_text
from pro.domain.requests import RequestRefused
from pro.forms.requests import EditTargetForm, EditTextForm
from pro.marketplaces.types import Text
from pro.queries.product_picker import is_picking, picked_ids, product_picker
from pro.queries.requests import is_active, overseas_shops
from pro.request_words import FIELD_LABELS, REFUSALS
from pro.views.requests import asker

BAD_TEXTS: Final[dict[str, Text]] = {
    "too_long": gettext_lazy("This is too long."),
    "unknown_word": gettext_lazy(
        "“%(word)s” is no name or value of the base product. Leave what stands before the “=”."
    ),
    "no_pair": gettext_lazy("Write each line like “base text = wanted text”."),
    "same": gettext_lazy("This is what the shop shows already."),
}


@admin_view(menu="pro")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AdminRequest) -> HttpResponse:
    """First what is meant, by GET; then the text."""
    shops = overseas_shops()
    is_chosen = "field" in request.GET and not is_picking(request.GET)
    target = EditTargetForm(request.GET if is_chosen else None, shops=shops, initial=request.GET.dict())
    listing = _listing(target) if is_chosen and target.is_valid() else None
    if listing is None:
        if is_chosen and target.is_valid():
            target.add_error("product", str(REFUSALS["no_listing"]))
        return _target_page(request, target, shops)
    field = target.cleaned_data["field"]
    present = present_text(listing, field)
    form = EditTextForm(request.POST if request.method == "POST" else None, initial={"text": present})
    if request.method == "POST" and form.is_valid():
        edit = Edit(listing.product_id, listing.shop_no, field, form.cleaned_data["text"])
        try:
            filed = file_edit(edit, note=form.cleaned_data["note"], asker=asker(request))
        except BadText as error:
            form.add_error("text", str(BAD_TEXTS[error.reason] % {"word": error.word}))
        except RequestRefused as refusal:
            form.add_error(None, str(REFUSALS[refusal.reason]))
        else:
            messages.success(request, _("Your request is in. Its page shows how it goes on."))
            return redirect("pro:request", number=filed.number)
    context = {
        "target": target,
        "form": form,
        "product": listing.product,
        "shop": next(shop for shop in shops if shop.shop_no == listing.shop_no),
        "field_label": FIELD_LABELS[field],
        "is_lines": field in {"options", "extra_inputs"},
        "present": present,
        "is_active": is_active(),
    }
    return render(request, "pro/request_edit_text.html", context, status=422 if form.errors else 200)


def _target_page(request: AdminRequest, target: EditTargetForm, shops: list[Shop]) -> HttpResponse:
    context = {
        "target": target,
        "shops": shops,
        "picker": product_picker(picked_ids(request.GET.getlist("product")[-1:]), request.GET),
        "base_currency": base_shop().currency,
        "is_active": is_active(),
    }
    return render(request, "pro/request_edit.html", context, status=422 if target.errors else 200)


def _listing(target: EditTargetForm) -> ProductListing | None:
    return overseas_listing(target.cleaned_data["product"], target.cleaned_data["shop"])
