"""The email icon in the password field of a guest order (R0.63)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.audience import AdminRequest, admin_view
from orders.domain.send_guest_password import GuestMailOff, NoBuyerAddress, NotAGuestOrder, send_guest_password
from orders.domain.temporary_password import TooManyPasswords
from orders.models import Order


@admin_view(menu="orders")
@require_POST
def send(request: AdminRequest, number: str) -> HttpResponse:
    """Make a new password and mail it to the buyer; go back to the tab, which says how it went. Too often: 429."""
    order = get_object_or_404(Order, number=number)
    try:
        count = send_guest_password(order.pk, actor=request.actor)
    except TooManyPasswords as error:
        return _too_many(request, order, error.retry_after_seconds)
    except NotAGuestOrder:
        messages.error(request, _("This is no guest order, so it has no order password."))
    except NoBuyerAddress:
        messages.error(request, _("This order has no email address, so no password was made."))
    except GuestMailOff:
        messages.error(request, _switched_off())
    else:
        text = _("New password no. %(number)d is on its way to %(email)s. Only this newest one works.")
        messages.success(request, text % {"number": count, "email": order.buyer_email})
    return redirect(_tab(order))


def _switched_off() -> str:
    """Why nothing was sent, with the way to the switch (R0.57)."""
    why = _(
        "Nothing was sent, and the order's password is as it was: “Payment password for guest accounts” is switched "
        "off in Automated emails."
    )
    return format_html(
        '{} <a href="{}">{}</a>', why, reverse("orders:automated_emails"), _("Open the automated emails settings")
    )


def _too_many(request: AdminRequest, order: Order, seconds: int) -> HttpResponse:
    context = {"order": order, "back_url": _tab(order), "minutes": -(-seconds // 60), "seconds": seconds}
    response = render(request, "orders/guest_password_too_many.html", context, status=429)
    response["Retry-After"] = str(seconds)
    return response


def _tab(order: Order) -> str:
    return f"{reverse('orders:detail', args=[order.number])}?tab=customer"
