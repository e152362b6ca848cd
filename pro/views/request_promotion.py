"""Ask for promotion products: badge, period and place (R3.10)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.audience import AdminRequest, admin_view
from accounts.models import Shop
from catalog.domain.facts import base_shop
from catalog.models import MainCategory
from pro.domain.promotion_request import MOST_PRODUCTS, Promotion, file_promotion
from pro.domain.requests import RequestRefused
from pro.forms.requests import PromotionForm
from pro.queries.product_picker import is_picking, picked_ids, product_picker
from pro.queries.requests import is_active
from pro.request_words import REFUSALS
from pro.views.requests import asker


@admin_view(menu="pro")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AdminRequest) -> HttpResponse:
    """One form for up to 20 products of one shop; the buttons of its picker send it without handing it in."""
    form = _form(request)
    if form.is_bound and form.is_valid():
        starts_at, ends_at = form.period
        shop_no, section = form.place
        values = form.cleaned_data
        promotion = Promotion(
            values["products"], shop_no, starts_at, ends_at, form.badges, section, values["position"] - 1
        )
        try:
            filed = file_promotion(promotion, note=values["note"], asker=asker(request))
        except RequestRefused as refusal:
            form.add_error("products" if refusal.reason != "not_running" else None, str(REFUSALS[refusal.reason]))
        else:
            messages.success(request, _("Your request is in. Its page shows how it goes on."))
            return redirect("pro:request", number=filed.number)
    context = {
        "form": form,
        "picker": product_picker(picked_ids(_chosen(request)), request.POST),
        "most_products": MOST_PRODUCTS,
        "base_currency": base_shop().currency,
        "is_active": is_active(),
    }
    return render(request, "pro/request_promotion.html", context, status=422 if form.errors else 200)


def _form(request: AdminRequest) -> PromotionForm:
    """Bound where it is handed in; else with what was typed so far."""
    shops = Shop.objects.filter(mall_id=request.mall.pk, is_active=True).select_related("mall").order_by("shop_no")
    is_handed_in = request.method == "POST" and not is_picking(request.POST)
    return PromotionForm(
        request.POST if is_handed_in else None,
        shops=shops,
        sections=MainCategory.objects.order_by("shop_no", "pk"),
        initial=request.POST.dict(),
    )


def _chosen(request: AdminRequest) -> list[str]:
    """What is ticked; at first, what a link brought: ?products=12,15."""
    return request.POST.getlist("products") if request.method == "POST" else request.GET.get("products", "").split(",")
