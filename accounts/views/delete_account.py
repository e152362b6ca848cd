"""Edit account information: the tab Delete account, and the page that says goodbye (R0-G)."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.audience import AdminRequest, admin_view, public_view
from accounts.domain.delete_account import delete_account as delete
from accounts.forms.lifecycle import DeleteAccountForm
from accounts.queries.consequences import losses
from accounts.views.confirmed import accept_password


@admin_view(admits_dormant=True)
@require_http_methods(["GET", "HEAD", "POST"])
def delete_account(request: AdminRequest) -> HttpResponse:
    """What is lost, the terms, and at the bottom "Delete my account" (R0.68 to R0.70). A sub-operator reads why not."""
    if not request.operator.is_owner:
        status = 403 if request.method == "POST" else 200
        return render(request, "accounts/delete_account_not_owner.html", {"tab": "delete"}, status=status)
    form = DeleteAccountForm(request.POST if request.method == "POST" else None)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        status = accept_password(request, form)
        if status == 200:
            delete(request.user.pk, actor=request.actor)
            logout(request)
            return redirect("accounts:goodbye")
    context = {
        "form": form,
        "tab": "delete",
        "losses": losses(request.mall),
        "legal_years": settings.LEGAL_HOLD.days // 365,
    }
    return render(request, "accounts/delete_account.html", context, status=status)


@public_view
@require_safe
def goodbye(request: HttpRequest) -> HttpResponse:
    """The account is gone; nothing here brings it back (R0.71)."""
    return render(request, "accounts/goodbye.html", {"support_email": settings.SUPPORT_EMAIL})
