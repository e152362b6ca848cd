"""One claim: asked for from the order's page, then accepted, refused, collected, finished or withdrawn."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.audience import AdminRequest, admin_view
from accounts.history import history_rows
from orders.domain.claims.decide import accept_claim, collect_claim, refuse_claim, withdraw_claim
from orders.domain.claims.finish import finish_claim
from orders.domain.claims.refund_sum import expected_refund
from orders.domain.claims.replacement import replacement_choices
from orders.domain.claims.request import request_claim
from orders.domain.claims.rules import ClaimRefused, Kind, State, claimable_items, may_begin
from orders.domain.give_back_discounts import coupons_coming_back
from orders.domain.refunds import is_by_hand
from orders.forms.claim_refusals import claim_refusal_text
from orders.forms.claims import AcceptForm, ClaimForm, FinishForm, RefuseForm
from orders.gateways import gateway
from orders.models import Claim, ClaimItem, Order
from orders.queries.sums import SumRow, refund_sums
from orders.views.claim_lists import CLAIM_TONES, REFUND_TONES, TITLES, list_url_of

SAVE_LABELS = {
    Kind.CANCEL: gettext_lazy("Cancel these items"),
    Kind.RETURN: gettext_lazy("Take these items back"),
    Kind.EXCHANGE: gettext_lazy("Exchange these items"),
}


@admin_view(menu="orders")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AdminRequest, number: str) -> HttpResponse:
    """Cancel, take back or exchange items of an order for a customer; `?kind=` says which of the three."""
    order = get_object_or_404(Order, number=number)
    kind = request.GET.get("kind", "")
    if kind not in Kind.values:
        raise Http404
    items = [one.item for one in claimable_items(order) if may_begin(one.item, kind)]
    data = request.POST if request.method == "POST" else None
    form = ClaimForm(data, items=items, kind=kind, has_bank=pays_back_by_hand(order))
    if form.is_valid():
        claim = _save_new(request, order, form)
        if claim is not None:
            return redirect("orders:claim", code=claim.code)
    context = {"order": order, "kind": kind, "form": form, "has_items": bool(items)}
    context |= {"kind_label": Kind(kind).label, "save_label": SAVE_LABELS[Kind(kind)]}
    return render(request, "orders/claim_new.html", context, status=422 if form.errors else 200)


@admin_view(menu="orders")
@require_safe
def detail(request: AdminRequest, code: str) -> HttpResponse:
    """One claim with what can be done next."""
    return _show(request, _claim(code))


@admin_view(menu="orders")
@require_POST
def step(request: AdminRequest, code: str, verb: str) -> HttpResponse:
    """Take one step; what the claim no longer allows is said, and changes nothing."""
    claim = _claim(code)
    form = _form(verb, request.POST, claim)
    if form is not None and not form.is_valid():
        return _show(request, claim, {f"{verb}_form": form}, status=422)
    try:
        with transaction.atomic():
            _step(request, verb, claim, form)
    except ClaimRefused as refusal:
        text = claim_refusal_text(refusal)
        if form is not None and refusal.field in form.fields:
            form.add_error(refusal.field, text)
            return _show(request, claim, {f"{verb}_form": form}, status=422)
        messages.error(request, text)
    else:
        messages.success(request, _done(verb))
    return redirect("orders:claim", code=code)


def pays_back_by_hand(order: Order) -> bool:
    """Whether a refund of the order is sent by the merchant, who then needs the customer's account."""
    try:
        return gateway(order.payment_method).refunds_by_hand
    except LookupError:
        return False


def _save_new(request: AdminRequest, order: Order, form: ClaimForm) -> Claim | None:
    """All that was asked for or nothing; None with the reason in the form."""
    try:
        with transaction.atomic():
            claim = request_claim(order.pk, form.wish(), actor=request.actor)
            if form.cleaned_data["at_once"]:
                claim = accept_claim(claim.pk, actor=request.actor)
                if claim.kind == Kind.CANCEL:
                    claim = finish_claim(claim.pk, actor=request.actor)
    except ClaimRefused as refusal:
        is_about_time = refusal.code.startswith("window") and "override_note" in form.fields
        form.add_error("override_note" if is_about_time else None, claim_refusal_text(refusal))
        return None
    messages.success(request, _("%(code)s was saved.") % {"code": claim.code})
    return claim


def _claim(code: str) -> Claim:
    claim: Claim = get_object_or_404(Claim.objects.select_related("order"), code=code)
    return claim


def _rows(claim: Claim) -> list[ClaimItem]:
    return list(ClaimItem.objects.filter(claim=claim).select_related("item").order_by("item__line_no"))


def _accept_form(data: Any, claim: Claim) -> AcceptForm:
    replacements = {}
    if claim.kind == Kind.EXCHANGE:
        rows = _rows(claim)
        choices = replacement_choices(row.item for row in rows)
        replacements = {
            row.item_id: [(one.pk, _variant_label(row, one)) for one in choices[row.item_id]] for row in rows
        }
    return AcceptForm(data, claim=claim, replacements=replacements)


def _variant_label(row: ClaimItem, variant: Any) -> str:
    name = " / ".join(variant.option_values) or row.item.product_name
    left = _("%(count)s left") % {"count": variant.stock} if variant.tracks_stock else _("unlimited")
    return f"{name} ({left})"


def _form(verb: str, data: Any, claim: Claim) -> Any:
    """The form of a step, or None for a step that asks nothing."""
    match verb:
        case "accept":
            return _accept_form(data, claim)
        case "refuse":
            return RefuseForm(data)
        case "finish":
            return FinishForm(data, rows=_rows(claim))
        case _:
            return None


def _step(request: AdminRequest, verb: str, claim: Claim, form: Any) -> None:
    actor = request.actor
    match verb:
        case "accept":
            payer = form.cleaned_data.get("payer", "")
            accept_claim(claim.pk, actor=actor, payer=payer, variants=form.variants())
        case "refuse":
            refuse_claim(claim.pk, reason=form.cleaned_data["refusal"], actor=actor)
        case "collect":
            collect_claim(claim.pk, actor=actor)
        case "finish":
            finish_claim(claim.pk, actor=actor, restock=form.cleaned_data.get("restock"))
        case _:
            withdraw_claim(claim.pk, actor=actor)


def _done(verb: str) -> str:
    texts = {
        "accept": _("Accepted."),
        "refuse": _("Refused. The items stand where they stood before."),
        "collect": _("The goods are marked as collected."),
        "finish": _("Done."),
        "withdraw": _("Withdrawn. The items stand where they stood before."),
    }
    return texts[verb]


def _sums(claim: Claim, rows: list[ClaimItem]) -> list[SumRow]:
    """What the claim would give back if it were finished now."""
    expected = expected_refund(claim, rows)
    return refund_sums(
        expected.items,
        shipping_refund=expected.shipping_refund,
        shipping_charge=expected.shipping_charge,
        amount=expected.amount,
    )


def _show(
    request: AdminRequest, claim: Claim, more: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    rows = _rows(claim)
    is_requested = claim.state == State.REQUESTED
    may_finish = claim.state == (State.ACCEPTED if claim.kind == Kind.CANCEL else State.COLLECTED)
    refund = claim.refunds.first()
    context: dict[str, Any] = {
        "claim": claim,
        "order": claim.order,
        "tone": CLAIM_TONES[claim.state],
        "rows": rows,
        "list_url": list_url_of(claim.kind),
        "list_label": TITLES[claim.kind],
        "accept_form": _accept_form(None, claim) if is_requested else None,
        "refuse_form": RefuseForm() if is_requested else None,
        "may_collect": claim.state == State.ACCEPTED and claim.kind != Kind.CANCEL,
        "finish_form": FinishForm(None, rows=rows) if may_finish else None,
        "sums": _sums(claim, rows) if claim.is_open and claim.kind != Kind.EXCHANGE else None,
        "coupons_back": coupons_coming_back(claim.order) if claim.kind == Kind.CANCEL and may_finish else [],
        "refund": refund,
        "refund_tone": REFUND_TONES[refund.state] if refund else "",
        "is_by_hand": refund is not None and is_by_hand(refund),
        "history": history_rows(claim, *([refund] if refund else [])),
    }
    return render(request, "orders/claim_detail.html", context | (more or {}), status=status)
