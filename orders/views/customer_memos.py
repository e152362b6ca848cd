"""What the store notes about a customer: written, edited and deleted on the customer's page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.audience import AdminRequest, admin_view
from orders.domain.customer_memos import (
    MOST_MEMOS,
    TooManyMemos,
    add_customer_memo,
    change_customer_memo,
    delete_customer_memo,
)
from orders.forms.customers import CustomerMemoForm
from orders.models import Customer, CustomerMemo
from orders.views.customers import show


@admin_view(menu="customers")
@require_POST
def add(request: AdminRequest, customer_id: int) -> HttpResponse:
    """Write a memo, signed with the operator's ID."""
    customer = get_object_or_404(Customer, pk=customer_id)
    form = CustomerMemoForm(request.POST)
    if form.is_valid():
        try:
            add_customer_memo(customer.pk, **form.cleaned_data, actor=request.actor)
        except TooManyMemos:
            text = _("A customer has at most %(number)d memos. Please delete one first.")
            form.add_error(None, text % {"number": MOST_MEMOS})
        else:
            messages.success(request, _("The memo was added."))
            return redirect("orders:customer", customer_id=customer_id)
    return show(request, customer, form, status=422)


@admin_view(menu="customers")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: AdminRequest, customer_id: int, memo_id: int) -> HttpResponse:
    """Change what a memo says and whether it stays on top; who wrote it first stays."""
    memo = get_object_or_404(CustomerMemo.objects.select_related("customer"), customer=customer_id, pk=memo_id)
    kept = {name: getattr(memo, name) for name in CustomerMemoForm.base_fields}
    form = CustomerMemoForm(request.POST or None, initial=kept)
    if request.method == "POST" and form.is_valid():
        change_customer_memo(customer_id, memo.pk, form.cleaned_data, actor=request.actor)
        messages.success(request, _("Saved."))
        return redirect("orders:customer", customer_id=customer_id)
    context = {"form": form, "memo": memo, "customer": memo.customer}
    return render(request, "orders/customer_memo.html", context, status=422 if form.errors else 200)


@admin_view(menu="customers")
@require_POST
def delete(request: AdminRequest, customer_id: int, memo_id: int) -> HttpResponse:
    """Delete a memo."""
    customer = get_object_or_404(Customer, pk=customer_id)
    try:
        delete_customer_memo(customer.pk, memo_id, actor=request.actor)
    except CustomerMemo.DoesNotExist:
        messages.error(request, _("This memo was deleted in the meantime."))
    else:
        messages.success(request, _("The memo was deleted."))
    return redirect("orders:customer", customer_id=customer_id)
