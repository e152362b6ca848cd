"""What a merchant does with one refund: say that it was sent, or have the gateway try again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.audience import AdminRequest, admin_view
from orders.domain.refunds import RefundRefused, mark_refunded, retry_refund
from orders.models import Refund


@admin_view(menu="orders")
@require_POST
def done(request: AdminRequest, code: str) -> HttpResponse:
    """The money was sent by hand."""
    refund = get_object_or_404(Refund, code=code)
    try:
        mark_refunded(refund.pk, actor=request.actor)
    except RefundRefused:
        messages.error(request, _("The gateway is sending this refund itself."))
    else:
        messages.success(request, _("The refund is marked as sent."))
    return _back(request)


@admin_view(menu="orders")
@require_POST
def retry(request: AdminRequest, code: str) -> HttpResponse:
    """Have the gateway try a failed refund again."""
    refund = get_object_or_404(Refund, code=code)
    try:
        retry_refund(refund.pk, actor=request.actor)
    except RefundRefused:
        messages.error(request, _("Only a refund that failed can be tried again."))
    else:
        messages.success(request, _("The refund is tried again. Look back in a minute."))
    return _back(request)


def _back(request: AdminRequest) -> HttpResponse:
    """To the page the button stood on, as it said; else to the list."""
    url = request.POST.get("back", "")
    is_ours = url.startswith("/admin/orders/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    return redirect(url if is_ours else "orders:refunds")
