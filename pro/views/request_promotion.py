"""Ask for promotion products: badge, period and place (R3.10)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.audience import AdminRequest, admin_view
from accounts.models import Shop
from catalog.models import MainCategory
from pro.domain.promotion_request import Promotion, file_promotion
from pro.domain.requests import RequestRefused
from pro.forms.requests import PromotionForm
from pro.queries.requests import is_active
from pro.request_words import REFUSALS
from pro.views.requests import asker


@admin_view(menu="pro")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AdminRequest) -> HttpResponse:
    """One form for up to 20 products of one shop."""
    shops = Shop.objects.filter(mall_id=request.mall.pk, is_active=True).select_related("mall").order_by("shop_no")
    form = PromotionForm(
        request.POST if request.method == "POST" else None,
        shops=shops,
        sections=MainCategory.objects.order_by("shop_no", "pk"),
        initial={"products": request.GET.get("products", "")},
    )
    if request.method == "POST" and form.is_valid():
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
    context = {"form": form, "is_active": is_active()}
    return render(request, "pro/request_promotion.html", context, status=422 if form.errors else 200)
