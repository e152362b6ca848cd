"""My Store > Shipping/Returns: fees at home, windows, fee tables overseas, products without a weight."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.audience import AdminRequest, admin_view
from accounts.countries import country_name
from accounts.history import history_rows
from accounts.models import Shop
from accounts.money import symbol_of
from accounts.paging import keyset_page
from orders.domain.shipping_fee import policy_of
from orders.domain.shipping_settings import (
    CountryTaken,
    RegionFacts,
    RegionNameTaken,
    change_policy,
    delete_region,
    reset_to_standard,
    save_region,
)
from orders.domain.shipping_standard import region_label
from orders.forms.shipping import PolicyForm, RegionForm
from orders.models import ShippingRegion
from orders.models.settings import kilograms
from orders.queries.shipping import MOST_COUNTED, count_unweighed, region_rows, unweighed_products
from orders.views.shops import picked_shop, shop_query, shop_tabs


@admin_view(menu="store")
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: AdminRequest) -> HttpResponse:
    """The policy of one shop with its fee tables; `?shop=` picks another shop of the mall."""
    shop = picked_shop(request)
    policy = policy_of(shop)
    form = PolicyForm(request.POST if request.method == "POST" else None, policy=policy, currency=shop.currency)
    if request.method == "POST" and form.is_valid():
        change_policy(shop, form.cleaned_data, actor=request.actor)
        messages.success(request, _("The shipping settings were saved."))
        return redirect(_home(shop))
    unweighed = count_unweighed(shop.shop_no)
    context = _shop_context(request, shop) | {
        "form": form,
        "policy": policy,
        "regions": region_rows(shop.shop_no, region_label),
        "unweighed": unweighed,
        "unweighed_text": f"{MOST_COUNTED:,}+" if unweighed > MOST_COUNTED else str(unweighed),
        "history": history_rows(policy) if policy.pk else [],
    }
    return render(request, "orders/shipping.html", context, status=422 if form.errors else 200)


@admin_view(menu="store")
@require_http_methods(["GET", "HEAD", "POST"])
def region_new(request: AdminRequest) -> HttpResponse:
    """A new region."""
    return _edit(request, picked_shop(request), None)


@admin_view(menu="store")
@require_http_methods(["GET", "HEAD", "POST"])
def region_edit(request: AdminRequest, region_id: int) -> HttpResponse:
    """Change a region."""
    shop = picked_shop(request)
    return _edit(request, shop, get_object_or_404(ShippingRegion, pk=region_id, shop_no=shop.shop_no))


@admin_view(menu="store")
@require_POST
def region_delete(request: AdminRequest, region_id: int) -> HttpResponse:
    """Delete a region."""
    shop = picked_shop(request)
    region = get_object_or_404(ShippingRegion, pk=region_id, shop_no=shop.shop_no)
    delete_region(shop, region.pk, actor=request.actor)
    messages.success(request, _("“%(name)s” was deleted.") % {"name": region.name})
    return redirect(_home(shop))


@admin_view(menu="store")
@require_POST
def reset(request: AdminRequest) -> HttpResponse:
    """Back to the standard fee tables."""
    shop = picked_shop(request)
    reset_to_standard(shop, actor=request.actor)
    messages.success(request, _("The overseas fees are the standard ones again. Check them against your carrier's."))
    return redirect(_home(shop))


@admin_view(menu="store")
@require_safe
def unweighed(request: AdminRequest) -> HttpResponse:
    """Products on sale that have no weight, and so are not sold overseas (R3.122)."""
    shop = picked_shop(request)
    page = keyset_page(unweighed_products(shop.shop_no), request.GET)
    context = _shop_context(request, shop) | {"page": page, "rows": list(page)}
    return render(request, "orders/unweighed.html", context)


def _edit(request: AdminRequest, shop: Shop, region: ShippingRegion | None) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = RegionForm(data, currency=shop.currency, initial=_facts(region) if region else None)
    if form.is_valid() and _save(request, shop, region, form):
        messages.success(request, _("The region was saved."))
        return redirect(_home(shop))
    sign = symbol_of(shop.currency, get_language() or "en")
    context = _shop_context(request, shop) | {"form": form, "region": region, "currency_sign": sign}
    context["top"] = kilograms(max(_facts(region).tiers, default=0)) if region else ""
    return render(request, "orders/region_form.html", context, status=422 if form.errors else 200)


def _save(request: AdminRequest, shop: Shop, region: ShippingRegion | None, form: RegionForm) -> bool:
    try:
        with transaction.atomic():
            save_region(shop, form.facts(), region_id=region.pk if region else None, actor=request.actor)
    except CountryTaken as error:
        for code, name in error.taken.items():
            if code == "*":
                text = _("“%(region)s” holds all other countries already.") % {"region": name}
                form.add_error("is_everywhere_else", text)
            else:
                text = _("%(country)s belongs to “%(region)s” already.")
                form.add_error("countries", text % {"country": country_name(code), "region": name})
    except RegionNameTaken:
        form.add_error("name", _("Another region has this name."))
    else:
        return True
    return False


def _facts(region: ShippingRegion) -> RegionFacts:
    tiers = dict(region.tiers.values_list("up_to_grams", "fee"))
    return RegionFacts(region.name, tuple(region.countries), tiers)


def _home(shop: Shop) -> str:
    return reverse("orders:shipping") + shop_query(shop)


def _shop_context(request: AdminRequest, shop: Shop) -> dict[str, Any]:
    return shop_tabs(request, shop) | {
        "home_url": _home(shop),
        "currency_sign": symbol_of(shop.currency, get_language() or "en"),
    }
