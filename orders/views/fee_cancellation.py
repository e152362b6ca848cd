"""Give back an order's shipping fee by itself."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.audience import AdminRequest, admin_view
from orders.domain.claims.cancel_fee import cancel_shipping_fee
from orders.domain.claims.refund_sum import fee_refund
from orders.domain.claims.rules import ClaimRefused
from orders.forms.claims import FeeForm
from orders.queries.order_detail import order_by_number
from orders.views.claims import pays_back_by_hand


@admin_view(menu="orders")
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_fee(request: AdminRequest, number: str) -> HttpResponse:
    """Say what is left of the fee, and give it back for a reason; it opens the refund at once."""
    order = get_object_or_404(order_by_number(number))
    form = FeeForm(request.POST if request.method == "POST" else None, has_bank=pays_back_by_hand(order))
    if form.is_valid():
        reason, detail = form.cleaned_data["reason"], form.cleaned_data["detail"]
        try:
            claim = cancel_shipping_fee(order.pk, reason=reason, detail=detail, bank=form.bank(), actor=request.actor)
        except ClaimRefused:
            messages.error(request, _("Nothing is left of the shipping fee."))
            return redirect("orders:detail", number=number)
        messages.success(request, _("%(code)s was saved.") % {"code": claim.code})
        return redirect("orders:claim", code=claim.code)
    context = {"order": order, "form": form, "fee": fee_refund(order)}
    return render(request, "orders/fee_cancel.html", context, status=422 if form.errors else 200)
