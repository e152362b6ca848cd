"""What is done with many products at once: switches act at once, all else asks first, and so does a whole list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.audience import AdminRequest, admin_view
from accounts.models import Shop
from catalog.domain.bulk_result import BulkResult
from catalog.domain.change_prices import change_prices, preview_prices
from catalog.domain.delete_product import delete_products
from catalog.domain.facts import BASE_SHOP_NO, base_shop
from catalog.domain.place_in_categories import add_to_category, remove_from_category
from catalog.domain.set_visibility import Switch, set_visibility
from catalog.domain.set_weights import set_weights
from catalog.forms import ProductFilterForm
from catalog.forms.bulk import STEP_TITLES, PriceForm, WeightForm, ticked_ids
from catalog.forms.bulk import SWITCHES as SWITCH_LABELS
from catalog.models import Category, Product
from catalog.queries import listed_products
from catalog.queries.categories import category_choices
from catalog.views.bulk_messages import tell

MOST_AT_ONCE: Final = 2000
NAMES_SHOWN: Final = 20
SWITCHES: Final[dict[str, tuple[Switch, bool]]] = {
    "display-on": ("display", True),
    "display-off": ("display", False),
    "selling-on": ("selling", True),
    "selling-off": ("selling", False),
}
TOO_MANY: Final = gettext_lazy("At most 2,000 products change at once. Narrow the list by the filters.")


@admin_view(menu="products")
@require_POST
def bulk(request: AdminRequest) -> HttpResponse:
    """`action` is a switch, price, weight, category, shops or delete; `step` is absent (ask), preview or apply.

    Products are those ticked, or with `everything` all that fit the filters in the address.
    """
    action = request.POST.get("action", "")
    handler = HANDLERS.get(action)
    ids = _ids(request)
    if len(ids) > MOST_AT_ONCE:
        messages.error(request, str(TOO_MANY))
        return _back(request)
    names = list(Product.objects.filter(pk__in=ids).order_by("-pk").values_list("name", flat=True))
    if handler is None or not names:
        messages.error(request, _("Tick at least one product."))
        return _back(request)
    context: dict[str, Any] = {
        "action": action,
        "title": dict([*SWITCH_LABELS, *STEP_TITLES])[action],
        "ids": ",".join(map(str, ids)),
        "count": len(names),
        "names": names[:NAMES_SHOWN],
        "unnamed": len(names) - NAMES_SHOWN,
        "back_url": _list_url(request),
    }
    return handler(request, ids, context)


def _switch(request: AdminRequest, ids: list[int], context: dict[str, Any]) -> HttpResponse:
    if "everything" in request.POST and request.POST.get("step") != "apply":
        labels = dict(SWITCH_LABELS)
        return render(request, "catalog/bulk.html", context | {"switch_label": labels[context["action"]]})
    switch, on = SWITCHES[context["action"]]
    return _done(request, set_visibility(ids, switch, on, shop_no=BASE_SHOP_NO, actor=request.actor))


def _prices(request: AdminRequest, ids: list[int], context: dict[str, Any]) -> HttpResponse:
    step = request.POST.get("step", "")
    form = PriceForm(request.POST if step else None)
    is_valid = bool(step) and form.is_valid()
    if is_valid and step == "apply":
        return _done(request, change_prices(ids, form.rule(), actor=request.actor))
    if is_valid:
        context |= {"preview": preview_prices(ids, form.rule()), "currency": base_shop().currency}
    return render(request, "catalog/bulk.html", context | {"form": form}, status=422 if form.errors else 200)


def _weight(request: AdminRequest, ids: list[int], context: dict[str, Any]) -> HttpResponse:
    form = WeightForm(request.POST if request.POST.get("step") else None)
    if form.is_valid():
        return _done(request, set_weights(ids, form.cleaned_data["weight_grams"], actor=request.actor))
    return render(request, "catalog/bulk.html", context | {"form": form}, status=422 if form.errors else 200)


def _category(request: AdminRequest, ids: list[int], context: dict[str, Any]) -> HttpResponse:
    choices = category_choices()
    chosen = next((pk for pk, _path in choices if str(pk) == request.POST.get("category")), None)
    step = request.POST.get("step", "")
    if step in {"add", "remove"}:
        change = add_to_category if step == "add" else remove_from_category
        try:
            if chosen is not None:
                return _done(request, change(ids, chosen, actor=request.actor))
        except Category.DoesNotExist:
            pass
        messages.error(request, _("This category is no longer there."))
    return render(request, "catalog/bulk.html", context | {"categories": choices})


def _shops(request: AdminRequest, ids: list[int], context: dict[str, Any]) -> HttpResponse:
    others = Shop.objects.select_related("mall").filter(mall=request.mall).exclude(shop_no=BASE_SHOP_NO)
    shops = list(others.order_by("shop_no"))
    shop = next((shop for shop in shops if str(shop.shop_no) == request.POST.get("shop")), None)
    step = request.POST.get("step", "")
    if step in SWITCHES and shop is not None:
        switch, on = SWITCHES[step]
        return _done(request, set_visibility(ids, switch, on, shop_no=shop.shop_no, actor=request.actor))
    return render(request, "catalog/bulk.html", context | {"shops": shops, "switches": SWITCH_LABELS})


def _delete(request: AdminRequest, ids: list[int], context: dict[str, Any]) -> HttpResponse:
    if request.POST.get("step") != "apply":
        return render(request, "catalog/bulk.html", context)
    return _done(request, delete_products(ids, actor=request.actor), is_deletion=True)


def _ids(request: AdminRequest) -> list[int]:
    if "everything" not in request.POST or request.POST.get("step"):
        return ticked_ids(request.POST)
    found = listed_products(ProductFilterForm(request.GET, categories=category_choices()).wanted(), BASE_SHOP_NO)
    return list(found.order_by("-pk").values_list("pk", flat=True)[: MOST_AT_ONCE + 1])


def _list_url(request: AdminRequest) -> str:
    query = request.GET.urlencode()
    return reverse("catalog:product_list") + (f"?{query}" if query else "")


def _back(request: AdminRequest) -> HttpResponse:
    return redirect(_list_url(request))


def _done(request: AdminRequest, result: BulkResult, *, is_deletion: bool = False) -> HttpResponse:
    tell(request, result, is_deletion=is_deletion)
    return _back(request)


HANDLERS: Final[dict[str, Callable[[AdminRequest, list[int], dict[str, Any]], HttpResponse]]] = {
    **dict.fromkeys(SWITCHES, _switch),
    "price": _prices,
    "weight": _weight,
    "category": _category,
    "shops": _shops,
    "delete": _delete,
}
