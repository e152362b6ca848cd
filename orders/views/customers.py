"""Customers > Manage customers > Customer information: the list, one customer, and what can be done."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.audience import AdminRequest, admin_view
from accounts.countries import country_name
from accounts.history import history_rows
from orders.domain.customers import (
    CustomerBlocked,
    LoginMailOff,
    send_temporary_password,
    set_customer_active,
)
from orders.domain.temporary_password import TooManyPasswords
from orders.forms.customers import BlockForm, CustomerFilterForm, CustomerMemoForm
from orders.models import Customer
from orders.queries.customers import CustomerFilter, customer_page, memos_of, orders_of


@admin_view(menu="customers")
@require_safe
def customer_list(request: AdminRequest) -> HttpResponse:
    """Customers with an account, newest first, or by what is searched for; guests have none."""
    filters = CustomerFilterForm(request.GET)
    wanted = filters.wanted()
    context = {
        "filters": filters,
        "is_filtered": bool(wanted.text or wanted.state),
        "page": customer_page(wanted, request.GET),
        "nothing": CustomerFilter(),
    }
    return render(request, "orders/customer_list.html", context)


@admin_view(menu="customers")
@require_safe
def detail(request: AdminRequest, customer_id: int) -> HttpResponse:
    """One customer with the newest orders, what the store noted, and the history."""
    return show(request, get_object_or_404(Customer, pk=customer_id), CustomerMemoForm())


def show(request: AdminRequest, customer: Customer, memo_form: CustomerMemoForm, *, status: int = 200) -> HttpResponse:
    """The page of one customer, with the form of a new note as it was sent."""
    context = {
        "customer": customer,
        "country": country_name(customer.country),
        "orders": orders_of(customer),
        "memos": memos_of(customer),
        "memo_form": memo_form,
        "history": history_rows(customer),
        "block_form": BlockForm(),
    }
    return render(request, "orders/customer_detail.html", context, status=status)


@admin_view(menu="customers")
@require_POST
def send_password(request: AdminRequest, customer_id: int) -> HttpResponse:
    """Generate a temporary password and mail it to the customer. It is shown to nobody else."""
    customer = get_object_or_404(Customer, pk=customer_id)
    try:
        send_temporary_password(customer.pk, actor=request.actor)
    except LoginMailOff:
        why = _("Nothing was sent, and the password is as it was: “ID and password information” is switched off.")
        link = _("Open the automated emails settings")
        messages.error(request, format_html('{} <a href="{}">{}</a>', why, reverse("orders:automated_emails"), link))
    except CustomerBlocked:
        messages.error(request, _("This account is blocked or has no email address. Nothing was sent."))
    except TooManyPasswords as error:
        text = _("Too many temporary passwords were made for this customer. Please wait %(minutes)d min.")
        messages.error(request, text % {"minutes": -(-error.retry_after_seconds // 60)})
    else:
        text = _("A temporary password is on its way to %(email)s. Only this newest one works.")
        messages.success(request, text % {"email": customer.email})
    return redirect("orders:customer", customer_id=customer_id)


@admin_view(menu="customers")
@require_POST
def block(request: AdminRequest, customer_id: int) -> HttpResponse:
    """Block an account; its owner is signed out at once."""
    customer = get_object_or_404(Customer, pk=customer_id)
    form = BlockForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    set_customer_active(customer.pk, is_active=False, reason=reason, actor=request.actor)
    messages.success(request, _("The account is blocked."))
    return redirect("orders:customer", customer_id=customer_id)


@admin_view(menu="customers")
@require_POST
def let_in(request: AdminRequest, customer_id: int) -> HttpResponse:
    """Let a blocked account in again."""
    customer = get_object_or_404(Customer, pk=customer_id)
    set_customer_active(customer.pk, is_active=True, actor=request.actor)
    messages.success(request, _("The customer can log in again."))
    return redirect("orders:customer", customer_id=customer_id)
