"""마켓 상품 가져오기: from one linked account, chosen once for ever (R3.14 to R3.27)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.audience import AdminRequest, admin_view
from catalog.domain.facts import base_shop
from pro.domain.import_choice import file_import, import_choice, importable_accounts
from pro.domain.requests import RequestRefused
from pro.forms.requests import ImportForm
from pro.marketplaces import registry
from pro.marketplaces.types import Ability
from pro.models import MarketAccount
from pro.queries.requests import is_active, overseas_shops
from pro.request_words import REFUSALS
from pro.views.requests import asker


@admin_view(menu="pro")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AdminRequest) -> HttpResponse:
    """Accounts to choose from, before the first choice with a warning; without any, how to prepare (R3.15)."""
    accounts = importable_accounts()
    choice = import_choice()
    pairs = [(account, str(registry.market(account.code).name)) for account in accounts]
    form = ImportForm(
        request.POST if request.method == "POST" else None,
        accounts=pairs,
        is_first=choice is None,
        shops=overseas_shops(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            filed = file_import(form.cleaned_data["account"], form.where, asker=asker(request))
        except RequestRefused as refusal:
            form.add_error(None, str(REFUSALS[refusal.reason]))
        else:
            messages.success(request, _("Your request is in. Its page shows how it goes on."))
            return redirect("pro:request", number=filed.number)
    market = registry.market(choice.code) if choice and choice.code in registry.codes() else None
    context = {
        "form": form,
        "accounts": accounts,
        "choice": choice,
        "choice_market": market.name if market else choice.code if choice else "",
        "other_linked": not accounts and MarketAccount.objects.linked().exists(),
        "has_trouble": any(account.state == MarketAccount.State.TROUBLE for account in accounts),
        "base": base_shop(),
        "foreign": sorted({registry.market(one.code).currency for one in accounts} - {base_shop().currency}),
        "is_active": is_active(),
    }
    return render(request, "pro/request_import.html", context, status=422 if form.errors else 200)


@admin_view(menu="pro")
@require_safe
def marketplaces(request: AdminRequest) -> HttpResponse:
    """Which marketplaces support the import at present (R3.17)."""
    rows = [(market, market.can(Ability.IMPORT)) for market in registry.markets()]
    return render(request, "pro/request_import_markets.html", {"rows": rows})
