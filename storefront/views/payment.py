"""On the way to the payment, and the page of the test gateway."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.signing import BadSignature
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import tenancy
from orders.domain.pay_order import NotPayable
from orders.domain.start_payment import NothingToPay, finish_payment, start_payment
from orders.gateways import GatewayRefused
from orders.gateways.test_gateway import read_token
from orders.models import Order, Payment
from storefront.frame import page
from storefront.shoppers import ShopRequest, actor_of, calling_view, find_customer, own_order, personal_view


@calling_view
@require_safe
def pay(request: ShopRequest, number: str) -> HttpResponseBase:
    """Send the shopper to where the order is paid; an order that needs no payment is shown instead."""
    with tenancy.step():
        request.customer = find_customer(request)
        order = own_order(request, number)
    try:
        url = start_payment(order.pk)
    except NothingToPay:
        return redirect("storefront:complete", number)
    except GatewayRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("storefront:order", number)
    return redirect(_in_shop(url))


def _in_shop(url: str) -> str:
    """A gateway of our own names a path of the shop; others name their own host."""
    return reverse("storefront:main") + url.removeprefix("/") if url.startswith("/") else url


@personal_view
@require_http_methods(["GET", "HEAD", "POST"])
def test_payment(request: ShopRequest, token: str) -> HttpResponse:
    """The test gateway's page: no money moves; the shopper says how the payment ends."""
    payment = _payment_of(token)
    order: Order = payment.order
    if request.method != "POST":
        return page(request, "storefront/test_payment.html", {"payment": payment, "order": order})
    try:
        finish_payment(payment.pk, is_paid=request.POST.get("outcome") == "pay", actor=actor_of(request))
    except NotPayable:
        messages.error(request, _("This order was cancelled before it was paid."))
    payment.refresh_from_db()
    if payment.state == Payment.State.SUCCEEDED:
        return redirect("storefront:complete", order.number)
    messages.error(request, _("The payment was not made. You can try again."))
    return redirect("storefront:order", order.number)


def _payment_of(token: str) -> Any:
    try:
        payment_id = read_token(token)
    except (BadSignature, ValueError, TypeError, KeyError) as error:
        raise Http404 from error
    payment = Payment.objects.select_related("order").filter(pk=payment_id).first()
    if payment is None:
        raise Http404
    return payment
