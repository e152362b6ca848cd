"""Market Plus: whether imported products go on to other marketplaces (R3.24 to R3.26)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.audience import AdminRequest, admin_view
from pro.domain.market_sends import set_common, set_of_account
from pro.forms.markets import AccountSettingsForm, CommonSettingsForm
from pro.models import MarketPlusSettings
from pro.queries.markets import account_rows


@admin_view(menu="market-plus")
@require_http_methods(["GET", "HEAD", "POST"])
def common(request: AdminRequest) -> HttpResponse:
    """Basic > Settings > common settings: for every account that says nothing else."""
    row = MarketPlusSettings.objects.first()
    initial = {"sends_imported": row is None or row.sends_imported}
    form = CommonSettingsForm(request.POST or None, initial=initial)
    if request.method == "POST":
        form = CommonSettingsForm(request.POST)  # an unticked switch posts nothing of its own
        if form.is_valid():
            set_common(sends=form.cleaned_data["sends_imported"], actor=request.actor)
            messages.success(request, _("Saved."))
            return redirect("pro:market_plus_common")
    return render(request, "pro/market_plus_common.html", {"form": form})


@admin_view(menu="market-plus")
@require_http_methods(["GET", "HEAD", "POST"])
def accounts(request: AdminRequest) -> HttpResponse:
    """Account management > market accounts: what each account says for itself."""
    rows = account_rows()
    found = [row.account for row in rows]
    form = AccountSettingsForm(request.POST or None, accounts=found)
    if request.method == "POST" and form.is_valid():
        for account in found:
            set_of_account(account.pk, form.cleaned_data[f"account_{account.pk}"], actor=request.actor)
        messages.success(request, _("Saved."))
        return redirect("pro:market_plus_accounts")
    settings = MarketPlusSettings.objects.first()
    context = {
        "form": form,
        "rows": [(row, form[f"account_{row.account.pk}"]) for row in rows],
        "sends_imported": settings is None or settings.sends_imported,
    }
    return render(request, "pro/market_plus_accounts.html", context, status=422 if form.errors else 200)
