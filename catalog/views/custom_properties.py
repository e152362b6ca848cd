"""Products > Product properties: what the store tells of products in words of its own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.audience import AdminRequest, admin_view
from accounts.history import history_rows
from catalog.domain.custom_properties import (
    MOST_PROPERTIES,
    PropertyRefused,
    add_properties,
    change_property,
    delete_property,
)
from catalog.forms.custom_properties import PropertyForm
from catalog.models import CustomProperty, PropertyValue

METHODS = ["GET", "HEAD", "POST"]


@admin_view(menu="products")
@require_http_methods(METHODS)
def property_list(request: AdminRequest) -> HttpResponse:
    """All properties, and the form that adds one."""
    form = PropertyForm(request.POST if request.method == "POST" else None, initial={"is_displayed": True})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            add_properties([values["name"]], is_displayed=values["is_displayed"], actor=request.actor)
        except PropertyRefused as refused:
            form.add_error("name", _refusal(refused))
        else:
            messages.success(request, _("“%(name)s” was added.") % {"name": values["name"]})
            return redirect("catalog:property_list")
    context = {"form": form, "rows": CustomProperty.objects.order_by("pk")}
    return render(request, "catalog/property_list.html", context, status=422 if form.errors else 200)


@admin_view(menu="products")
@require_http_methods(METHODS)
def property_edit(request: AdminRequest, property_id: int) -> HttpResponse:
    """Name and display of one property. Another mall's id is none here: 404."""
    row = get_object_or_404(CustomProperty, pk=property_id)
    initial = {"name": row.name, "is_displayed": row.is_displayed}
    form = PropertyForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_property(row.pk, form.cleaned_data, actor=request.actor)
        except PropertyRefused as refused:
            form.add_error("name", _refusal(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("catalog:property_list")
    context = {"row": row, "form": form, "history": history_rows(row)}
    return render(request, "catalog/property_form.html", context, status=422 if form.errors else 200)


@admin_view(menu="products")
@require_http_methods(METHODS)
def property_delete(request: AdminRequest, property_id: int) -> HttpResponse:
    """Say how many products lose a value, then delete."""
    row = get_object_or_404(CustomProperty, pk=property_id)
    if request.method == "POST":
        delete_property(row.pk, actor=request.actor)
        messages.success(request, _("“%(name)s” was deleted.") % {"name": row.name})
        return redirect("catalog:property_list")
    held = PropertyValue.objects.filter(custom_property=row).values("product").distinct().count()
    return render(request, "catalog/property_delete.html", {"row": row, "held": held})


def _refusal(refused: PropertyRefused) -> str:
    if refused.reason == "taken":
        return _("There is a property of this name.")
    return _("A store has at most %(most)s properties.") % {"most": MOST_PROPERTIES}
