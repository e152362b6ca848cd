"""My Store > Store profile: what a store tells about itself."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.audience import AdminRequest, admin_view
from accounts.domain.store_profile import change_store_profile
from accounts.forms.store_profile import StoreProfileForm
from accounts.history import history_rows
from accounts.models import Mall


@admin_view("store")
@require_http_methods(["GET", "HEAD", "POST"])
def store_profile(request: AdminRequest) -> HttpResponse:
    """Name and business information, with the history of changes below."""
    form = StoreProfileForm(request.POST or None, instance=Mall.objects.get(pk=request.mall.pk))
    if request.method == "POST" and form.is_valid():
        change_store_profile(request.mall.pk, form.cleaned_data, actor=request.actor)
        messages.success(request, _("The store profile was saved."))
        return redirect("accounts:store_profile")
    context = {"form": form, "history": history_rows(request.mall)}
    return render(request, "accounts/store_profile.html", context, status=422 if form.errors else 200)
