"""Promotions > Discounts and coupons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.audience import AdminRequest, admin_view
from accounts.history import history_rows
from accounts.models import Shop
from accounts.paging import keyset_page
from orders.domain.promotions import (
    CodeTaken,
    Promotion,
    PromotionOver,
    change_promotion,
    create_promotion,
    end_promotion,
)
from orders.forms.promotions import PromotionFilterForm, PromotionForm
from orders.models import Discount
from orders.queries.promotions import listed_promotions, promotion_row, state_of


@admin_view(menu="promotions")
@require_safe
def promotion_list(request: AdminRequest) -> HttpResponse:
    """Discounts and coupons of the mall, newest first, with how often each was used."""
    filters = PromotionFilterForm(request.GET)
    filters.is_valid()
    kind, state = (filters.cleaned_data.get(name, "") for name in ("kind", "state"))
    now, shops = timezone.now(), _shops(request)
    page = keyset_page(listed_promotions(kind, state, now), request.GET)
    context = {
        "filters": filters,
        "is_filtered": bool(kind or state),
        "page": page,
        "rows": [promotion_row(discount, shops, now) for discount in page],
        "has_shops": len(shops) > 1,
    }
    return render(request, "orders/promotion_list.html", context)


@admin_view(menu="promotions")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AdminRequest) -> HttpResponse:
    """Make a discount or coupon."""
    initial = {
        "starts_at": timezone.localtime().replace(second=0, microsecond=0),
        "kind": request.GET.get("kind", Discount.Kind.COUPON),
    }
    form = PromotionForm(request.POST or None, shops=_shops(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        done = _save(form, lambda facts: create_promotion(facts, actor=request.actor))
        if done is not None:
            messages.success(request, _("“%(name)s” was created.") % {"name": done.name})
            return redirect("orders:promotion_list")
    context = {"form": form}
    return render(request, "orders/promotion_form.html", context, status=422 if form.errors else 200)


@admin_view(menu="promotions")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: AdminRequest, discount_id: int) -> HttpResponse:
    """Change a discount or coupon for later orders, or look at one that is over."""
    discount = get_object_or_404(Discount, pk=discount_id)
    form = PromotionForm(request.POST or None, shops=_shops(request), existing=discount, initial=_initial(discount))
    if request.method == "POST" and form.is_valid():
        try:
            done = _save(form, lambda facts: change_promotion(discount_id, facts, actor=request.actor))
        except PromotionOver:
            messages.error(request, _("“%(name)s” has ended; nothing was changed.") % {"name": discount.name})
            return redirect("orders:promotion", discount_id=discount_id)
        if done is not None:
            messages.success(request, _("“%(name)s” was saved.") % {"name": done.name})
            return redirect("orders:promotion_list")
    context = {
        "form": form,
        "discount": discount,
        "state": state_of(discount, timezone.now()),
        "history": history_rows(discount),
    }
    return render(request, "orders/promotion_form.html", context, status=422 if form.errors else 200)


@admin_view(menu="promotions")
@require_POST
def end(request: AdminRequest, discount_id: int) -> HttpResponse:
    """End it now."""
    discount = get_object_or_404(Discount, pk=discount_id)
    end_promotion(discount.pk, actor=request.actor)
    messages.success(request, _("“%(name)s” has ended. Orders that took it keep it.") % {"name": discount.name})
    return redirect("orders:promotion_list")


def _save(form: PromotionForm, write: Callable[[Promotion], Discount]) -> Discount | None:
    try:
        return write(form.promotion())
    except CodeTaken:
        form.add_error("code", _("Another coupon has this code, perhaps one that ended. Choose another code."))
        return None


def _shops(request: AdminRequest) -> dict[int, Shop]:
    return {shop.shop_no: shop for shop in request.mall.shops.select_related("mall").order_by("shop_no")}


def _initial(discount: Discount) -> dict[str, Any]:
    names = PromotionForm.base_fields
    return {name: getattr(discount, name) for name in names}
