"""Customers > Automated emails > Settings: which kinds go to whom (R0.55, R9.12)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.audience import AdminRequest, admin_view
from accounts.models import Shop
from orders.domain.mails.kinds import KINDS
from orders.domain.mails.switches import Recipients, all_recipients, save_recipients
from orders.domain.mails.words import own_texts
from orders.forms.mails import SwitchesForm
from orders.models import MailKind


@admin_view(menu="customers")
@require_http_methods(["GET", "HEAD", "POST"])
def settings_page(request: AdminRequest) -> HttpResponse:
    """One row per kind, a tick per recipient, one Save."""
    form = SwitchesForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        changed = save_recipients(form.wanted(), actor=request.actor)
        if changed:
            text = ngettext("%(count)d email was switched.", "%(count)d emails were switched.", changed)
            messages.success(request, text % {"count": changed})
        else:
            messages.info(request, _("Nothing was changed."))
        return redirect("orders:automated_emails")
    context = {
        "form": form,
        "rows": _rows(all_recipients()),
        "contact_email": request.mall.contact_email,
    }
    return render(request, "orders/automated_emails.html", context, status=422 if form.errors else 200)


def _rows(recipients: dict[MailKind, Recipients]) -> list[dict[str, Any]]:
    own = own_texts()
    languages = dict(Shop.Language.choices)
    return [
        {
            "kind": kind,
            "facts": facts,
            "recipients": recipients[kind],
            "own": [languages[language] for language in languages if (kind.value, language) in own],
        }
        for kind, facts in KINDS.items()
    ]
