"""Orders > Cancellations, Exchanges, Returns, Refunds."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.audience import AdminRequest, admin_view
from accounts.menu import Label
from accounts.paging import timed_page
from orders.domain.refunds import is_by_hand
from orders.forms.claims import ClaimFilterForm, RefundFilterForm
from orders.models import Claim, Refund
from orders.queries.claims import claim_list, open_claims, open_refunds, refund_list

TITLES: Final[dict[str, Label]] = {
    Claim.Kind.CANCEL: _("Cancellations"),
    Claim.Kind.EXCHANGE: _("Exchanges"),
    Claim.Kind.RETURN: _("Returns"),
}
CLAIM_TONES: Final = {
    "requested": "warning",
    "accepted": "info",
    "collected": "info",
    "done": "success",
    "refused": "danger",
    "withdrawn": "neutral",
}
REFUND_TONES: Final = {"waiting": "warning", "done": "success", "failed": "danger"}


@admin_view(menu="orders")
@require_safe
def claims(request: AdminRequest, kind: str) -> HttpResponse:
    """Claims of one kind, newest first; filters stand in the address."""
    form = ClaimFilterForm(request.GET)
    wanted = form.wanted()
    page = timed_page(claim_list(kind, wanted), request.GET, at="requested_at")
    states = [state for state in Claim.State if kind != Claim.Kind.CANCEL or state != Claim.State.COLLECTED]
    context = {
        "title": TITLES[kind],
        "kind": kind,
        "rows": [(claim, CLAIM_TONES[claim.state]) for claim in page],
    }
    return _list(request, form, page, context | {"tabs": _tabs(request, states, open_claims(kind))})


@admin_view(menu="orders")
@require_safe
def refunds(request: AdminRequest) -> HttpResponse:
    """Refunds, newest first, with what the merchant has to send by hand."""
    form = RefundFilterForm(request.GET)
    page = timed_page(refund_list(form.wanted()), request.GET, at="requested_at")
    rows = [(refund, REFUND_TONES[refund.state], is_by_hand(refund)) for refund in page]
    context = {"title": _("Refunds"), "rows": rows, "tabs": _tabs(request, list(Refund.State), open_refunds())}
    return _list(request, form, page, context, template="orders/refund_list.html")


def _list(
    request: AdminRequest,
    form: ClaimFilterForm,
    page: Any,
    context: dict[str, Any],
    template: str = "orders/claim_list.html",
) -> HttpResponse:
    more = {"filters": form, "is_filtered": bool(form.wanted()), "page": page, "list_url": request.path}
    return render(request, template, context | more)


def _tabs(request: AdminRequest, states: list[Any], counts: dict[str, int]) -> list[tuple[Label, str, int, bool]]:
    """Label, address, count of open ones and whether it is the present tab; other filters stay."""
    now = request.GET.get("state", "")
    tabs: list[tuple[Label, str, int, bool]] = [(_("All"), _address(request, ""), 0, now not in states)]
    return tabs + [
        (state.label, _address(request, state.value), counts.get(state.value, 0), now == state) for state in states
    ]


def _address(request: AdminRequest, state: str) -> str:
    values = request.GET.copy()
    for name in ("before", "after", "state"):
        values.pop(name, None)
    if state:
        values["state"] = state
    return f"{request.path}?{values.urlencode()}"


def list_url_of(kind: str) -> str:
    """The list a claim of a kind stands in."""
    names = {Claim.Kind.CANCEL: "cancellations", Claim.Kind.EXCHANGE: "exchanges", Claim.Kind.RETURN: "returns"}
    return reverse(f"orders:{names[Claim.Kind(kind)]}")
