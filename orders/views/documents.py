"""My Store > Terms and privacy: the texts of each shop, their versions, and the way back to the standard."""

from __future__ import annotations

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.audience import AdminRequest, admin_view
from accounts.models import Shop
from catalog.description import as_html
from orders.domain.documents import documents_in_force, reset_document, save_document
from orders.forms.documents import LONGEST, DocumentForm
from orders.models import ShopDocument
from orders.queries.documents import history_of_versions, versions_of
from orders.shop_paths import DOCUMENTS, shop_url
from orders.views.mail_editor import PREVIEW_POLICY
from orders.views.shops import picked_shop, shop_query, shop_tabs


@admin_view(menu="store")
@require_http_methods(["GET", "HEAD", "POST"])
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]  # typed for views without arguments
def edit(request: AdminRequest, kind: ShopDocument.Kind) -> HttpResponse:
    """Show and save one text of one shop; each save is a version of its own."""
    shop = picked_shop(request)
    found = documents_in_force(shop)[kind]
    form = DocumentForm(request.POST if request.method == "POST" else None, initial={"body": found.body})
    if request.method == "POST" and form.is_valid():
        if save_document(shop, kind, form.cleaned_data["body"], actor=request.actor):
            messages.success(request, _("The text was saved and is in force."))
        else:
            messages.info(request, _("Nothing was changed."))
        return redirect(_address(kind, shop))
    versions = versions_of(shop, kind)
    context: dict[str, Any] = shop_tabs(request, shop) | {
        "form": form,
        "kind": kind,
        "kinds": [(one, _address(one, shop)) for one in ShopDocument.Kind],
        "document": found,
        "versions": [(one, _version_address(one, shop)) for one in versions],
        "history": history_of_versions(versions),
        "preview_url": reverse(f"orders:{kind}_preview") + shop_query(shop),
        "reset_url": reverse(f"orders:{kind}_reset") + shop_query(shop),
        "public_url": shop_url(shop, DOCUMENTS[kind]),
    }
    return render(request, "orders/document_edit.html", context, status=422 if form.errors else 200)


@admin_view(menu="store")
@require_http_methods(["GET", "HEAD", "POST"])
@xframe_options_sameorigin
@csp_replace(PREVIEW_POLICY | {"style-src": [SELF]})  # type: ignore[arg-type]
def preview(request: AdminRequest, kind: ShopDocument.Kind) -> HttpResponse:
    """The text as it would look: what was posted, else what is in force. Saves nothing."""
    shop = picked_shop(request)
    body = request.POST["body"][:LONGEST] if "body" in request.POST else documents_in_force(shop)[kind].body
    with translation.override(shop.language):
        context = {"heading": str(kind.label), "shop": shop, "body": as_html(body)}
        return render(request, "orders/document_preview.html", context)


@admin_view(menu="store")
@require_POST
def reset(request: AdminRequest, kind: ShopDocument.Kind) -> HttpResponse:
    """Go back to the standard text; earlier versions stay."""
    shop = picked_shop(request)
    if reset_document(shop, kind, actor=request.actor):
        messages.success(request, _("The standard text is used again."))
    else:
        messages.info(request, _("It is the standard text already."))
    return redirect(_address(kind, shop))


@admin_view()
@require_safe
def version(request: AdminRequest, kind: ShopDocument.Kind, version: int) -> HttpResponse:
    """One version as it was; any operator may read what customers agreed to."""
    shop = picked_shop(request)
    row = get_object_or_404(ShopDocument, shop_no=shop.shop_no, kind=kind, version=version)
    context = {"row": row, "body": as_html(row.body), "shop": shop, "back_url": _address(kind, shop)}
    return render(request, "orders/document_version.html", context)


def _address(kind: ShopDocument.Kind, shop: Shop) -> str:
    return reverse(f"orders:{kind}") + shop_query(shop)


def _version_address(row: ShopDocument, shop: Shop) -> str:
    return reverse(f"orders:{row.kind}_version", args=[row.version]) + shop_query(shop)
