"""What is done with many ticked products at once: prices, categories, deletion. Asked first, with what will change."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from accounts.audience import AdminRequest, admin_view
from catalog.domain.change_prices import PriceRule, change_prices, preview_prices
from catalog.domain.delete_product import delete_products
from catalog.domain.facts import base_shop
from catalog.domain.place_in_categories import add_to_category, remove_from_category
from catalog.models import Category, Product
from catalog.queries.categories import category_choices

MOST_AT_ONCE: Final = 500


class PriceForm(forms.Form):
    """By how much prices change; below zero makes them cheaper."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Change by"),
        choices=[("percent", gettext_lazy("Percent")), ("amount", gettext_lazy("Amount"))],
    )
    value = forms.DecimalField(
        label=gettext_lazy("By how much"),
        max_digits=12,
        decimal_places=2,
        min_value=Decimal(-999_999_999),
        max_value=Decimal(999_999_999),
        help_text=gettext_lazy("* -10 with percent makes everything a tenth cheaper."),
    )

    def rule(self) -> PriceRule:
        """The cleaned rule."""
        return PriceRule(self.cleaned_data["kind"], self.cleaned_data["value"])


@admin_view(menu="products")
@require_POST
def bulk(request: AdminRequest) -> HttpResponse:
    """`action` is price, category or delete; `step` is absent (ask), preview (show) or apply (do)."""
    texts = request.POST.getlist("product")[:MOST_AT_ONCE]
    ids = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19]
    products = list(Product.objects.filter(pk__in=ids).order_by("-pk").values_list("pk", "name"))
    if not products:
        messages.error(request, _("Tick at least one product."))
        return redirect("catalog:product_list")
    ids = [pk for pk, _name in products]
    context: dict[str, Any] = {"products": products, "action": request.POST.get("action", "")}
    handler = {"price": _prices, "delete": _delete}.get(context["action"], _category)
    return handler(request, ids, context)


def _prices(request: AdminRequest, ids: list[int], context: dict[str, Any]) -> HttpResponse:
    step = request.POST.get("step", "")
    form = PriceForm(request.POST if step else None)
    is_valid = bool(step) and form.is_valid()
    if is_valid and step == "apply":
        count = change_prices(ids, form.rule(), actor=request.actor)
        return _done(request, count)
    if is_valid:
        context |= {"preview": preview_prices(ids, form.rule()), "currency": base_shop().currency}
    return render(request, "catalog/bulk.html", context | {"form": form}, status=422 if form.errors else 200)


def _category(request: AdminRequest, ids: list[int], context: dict[str, Any]) -> HttpResponse:
    choices = category_choices()
    chosen = next((pk for pk, _path in choices if str(pk) == request.POST.get("category")), None)
    step = request.POST.get("step", "")
    if chosen is not None and step in {"add", "remove"}:
        change = add_to_category if step == "add" else remove_from_category
        try:
            return _done(request, change(ids, chosen, actor=request.actor))
        except Category.DoesNotExist:
            messages.error(request, _("This category is no longer there."))
    return render(request, "catalog/bulk.html", context | {"action": "category", "categories": choices})


def _delete(request: AdminRequest, ids: list[int], context: dict[str, Any]) -> HttpResponse:
    if request.POST.get("step") != "apply":
        return render(request, "catalog/bulk.html", context)
    count = delete_products(ids, actor=request.actor)
    text = ngettext("%(count)s product was deleted.", "%(count)s products were deleted.", count)
    messages.success(request, text % {"count": count})
    return redirect("catalog:product_list")


def _done(request: AdminRequest, count: int) -> HttpResponse:
    text = ngettext("%(count)s product was changed.", "%(count)s products were changed.", count)
    messages.success(request, text % {"count": count})
    return redirect("catalog:product_list")
