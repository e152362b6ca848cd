"""Retrieve Market Information: fetch, compare, apply or keep the old (R1.13 to R1.16)."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import tenancy
from accounts.audience import AdminRequest, admin_view
from pro.domain.market_info import apply_info, discard_info, retrieve_info
from pro.market_words import INFO_KINDS
from pro.marketplaces import registry
from pro.marketplaces.errors import MarketError
from pro.marketplaces.types import Ability
from pro.models import MarketAccount, MarketInfoEntry

SHOWN = 200


@admin_view(menu="pro")
@require_safe
def info(request: AdminRequest, account_id: int) -> HttpResponse:
    """All entries of a kind in force, searched by a part of their name or number."""
    row = get_object_or_404(MarketAccount, pk=account_id)
    kind, words = request.GET.get("kind", ""), request.GET.get("q", "").strip()
    if kind not in INFO_KINDS:
        raise Http404
    entries = MarketInfoEntry.objects.filter(account=row, is_pending=False, kind=kind).order_by("position")
    needle = words.casefold()
    found = [one for one in entries if needle in one.title.casefold() or needle in one.key.casefold()]
    context = {
        "account": row,
        "market": registry.market(row.code),
        "kind": kind,
        "label": INFO_KINDS[kind],
        "words": words,
        "entries": found[:SHOWN],
        "total": len(found),
        "shown": SHOWN,
    }
    return render(request, "pro/market_info.html", context)


@admin_view(menu="pro", calls_out=True)
@require_POST
def retrieve(request: AdminRequest, account_id: int) -> HttpResponse:
    """Ask the market; what it says waits beside the old values until it is applied."""
    with tenancy.step():
        row = get_object_or_404(MarketAccount, pk=account_id)
    if row.code not in registry.codes() or not registry.market(row.code).can(Ability.INFO):
        raise Http404
    try:
        count = retrieve_info(account_id)
    except MarketError as error:
        messages.error(request, str(error.text))
    else:
        if count:
            messages.info(request, _("Market information was retrieved. Compare it below, then apply it."))
        else:
            messages.warning(request, _("The marketplace has no such information for this account."))
    return redirect("pro:market_account", account_id=account_id)


@admin_view(menu="pro")
@require_POST
def decide(request: AdminRequest, account_id: int) -> HttpResponse:
    """Apply what was retrieved, or keep the old values."""
    get_object_or_404(MarketAccount, pk=account_id)
    if request.POST.get("decision") == "apply":
        if apply_info(account_id, actor=request.actor):
            messages.success(request, _("The new market information is in force."))
        else:
            messages.info(request, _("Nothing was waiting to be applied."))
    else:
        discard_info(account_id)
        messages.info(request, _("The old values stay."))
    return redirect("pro:market_account", account_id=account_id)
