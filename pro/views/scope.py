"""The service scope: every item, and OFF (R3.5, R3.8, R3.92, R3.94, R3.105 to R3.107)."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.audience import AdminRequest, admin_view
from pro.domain.switches import SwitchRefused, has_active_contract, switch
from pro.queries.scope import scope_areas, scope_row


@admin_view(menu="pro")
@require_safe
def scope(request: AdminRequest) -> HttpResponse:
    """All items by area; switches where the merchant may, the way to OFF where not."""
    context = {"areas": scope_areas(), "can_switch": has_active_contract(request.mall.pk)}
    return render(request, "pro/scope.html", context)


@admin_view(menu="pro")
@require_POST
def switch_item(request: AdminRequest, key: str) -> HttpResponse:
    """Turn an item on or off; holds from the next thing that PRO would treat."""
    row = scope_row(key)
    if row is None:
        raise Http404
    is_on = request.POST.get("is_on") == "1"
    try:
        switch(key, is_on=is_on, actor=request.actor)
    except SwitchRefused as refusal:
        messages.error(request, refusal_text(refusal.reason))
    else:
        if is_on:
            text = _("“%(item)s” is on again. PRO takes it up at its next turn.")
        else:
            text = _("“%(item)s” is off and does not run again. What it did before stays as it is.")
        messages.success(request, text % {"item": row.line.title})
    return redirect(_way_back(request))


def refusal_text(reason: str) -> str:
    """Why a switch was not moved."""
    texts = {
        "no_contract": _("Nothing can be switched now: PRO does not work for this store."),
        "agent": _("An agent turns this item off for you. Talk to an agent."),
        "form": _("This item has a form of its own for turning it off."),
    }
    return texts.get(reason, _("There is no such item any more."))


def _way_back(request: AdminRequest) -> str:
    """The page the button stood on."""
    url = request.POST.get("next", "")
    is_ours = url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    return url if is_ours else "pro:scope"
