"""Cafe24 PRO: the contract, applying for it and ending it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.audience import AdminRequest, admin_view
from accounts.history import history_rows
from pro.domain import contract as life
from pro.forms.contract import LANGUAGE_CHOICES, ApplyForm, TerminateForm
from pro.models import Contract, OperationRun
from pro.queries.contract import found_limits, newest_contract, standing_contract
from pro.queries.status import coming, newest_runs


@admin_view(menu="pro")
@require_safe
def overview(request: AdminRequest) -> HttpResponse:
    """How the contract stands, and what can be done about it; without one, the application."""
    return render(request, "pro/overview.html", _context(request, ApplyForm(initial={"languages": life.LANGUAGES})))


@admin_view(menu="pro", owner_only=True)
@require_POST
def apply(request: AdminRequest) -> HttpResponse:
    """Apply for PRO: the languages and the terms."""
    form = ApplyForm(request.POST)
    if not form.is_valid():
        return render(request, "pro/overview.html", _context(request, form), status=422)
    try:
        life.apply(form.cleaned_data["languages"], terms_version=life.TERMS_VERSION, actor=request.actor)
    except life.AlreadyApplied:
        messages.info(request, _("You have applied already. This is how it stands."))
    else:
        messages.success(request, _("Your application is in. Screening begins now; we write to you when it is over."))
    return redirect("pro:overview")


@admin_view(menu="pro", owner_only=True)
@require_http_methods(["GET", "HEAD", "POST"])
def terminate(request: AdminRequest) -> HttpResponse:
    """What ends with the contract, and the ID to type (R3.102 to R3.104)."""
    contract = get_object_or_404(Contract.objects.standing(), mall_id=request.mall.pk)
    form = TerminateForm(request.POST if request.method == "POST" else None, word=request.mall.host)
    if request.method == "POST" and form.is_valid():
        life.terminate(contract.pk, actor=request.actor, reason=form.cleaned_data["reason"])
        messages.success(request, _("The contract has ended. PRO does nothing more in your store."))
        return redirect("pro:overview")
    going_on = OperationRun.objects.filter(state__in=[OperationRun.State.RUNNING, OperationRun.State.SCHEDULED])
    context = {"form": form, "contract": contract, "going_on": going_on.count()}
    return render(request, "pro/terminate.html", context, status=422 if form.errors else 200)


@admin_view(menu="pro")
@require_safe
def terms(request: AdminRequest) -> HttpResponse:
    """The terms of PRO, with the article on termination (R3.115, R3.116)."""
    return render(request, "pro/terms.html", {"version": life.TERMS_VERSION})


def _context(request: AdminRequest, form: ApplyForm) -> dict[str, Any]:
    contract = standing_contract(request.mall.pk)
    former = None if contract else newest_contract(request.mall.pk)
    shown = contract or former
    return {
        "form": form,
        "contract": contract,
        "former": former,
        "found": found_limits(contract) if contract else [],
        "runs": newest_runs(3) if shown else [],
        "coming": coming(timezone.now())[:3] if contract and contract.is_active else [],
        "history": history_rows(shown) if shown else [],
        "languages": [str(label) for code, label in LANGUAGE_CHOICES if contract and code in contract.languages],
    }
