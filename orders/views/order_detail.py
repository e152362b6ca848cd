"""One order with its tabs (R0.61, R0.62); the tab stands in the address."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.audience import AdminRequest, admin_view
from accounts.countries import country_name
from orders.domain.change_parcel import change_parcel
from orders.domain.change_recipient import AlreadyShipped, change_recipient, may_change_recipient
from orders.domain.claims.rules import kinds_of
from orders.domain.memos import add_memo, delete_memo, pin_memo
from orders.domain.prepare_items import MAY_BE_PREPARED
from orders.domain.send_guest_password import guest_password_state
from orders.domain.ship_items import Shipment, ship_items
from orders.forms.order_detail import MemoForm, RecipientForm, TrackingForm, posted_ids
from orders.models import Order, OrderMemo, Parcel
from orders.queries.claims import claims_of, declarations_of
from orders.queries.order_detail import (
    head_of,
    history_of_order,
    item_lines,
    memos_of,
    order_by_number,
    parcels_of,
    payment_of,
)
from orders.views.refusals import REFUSALS, refusal_text
from orders.views.steps import ACTIONS, SHIP, WHOLE_ORDER

TABS: Final[dict[str, Promise]] = {
    "order": gettext_lazy("Order/CS"),
    "payment": gettext_lazy("Payment"),
    "customer": gettext_lazy("Customer information"),
    "recipient": pgettext_lazy("order", "Recipient"),
    "memo": gettext_lazy("Memo"),
    "history": gettext_lazy("History"),
}
NOTHING: Final = "orders/_nothing.html"


@admin_view(menu="orders")
@require_safe
def detail(request: AdminRequest, number: str) -> HttpResponse:
    """Show an order. Another mall's number is no order here: 404."""
    return _show(request, _order(number), request.GET.get("tab", "order"))


@admin_view(menu="orders")
@require_POST
def take_step(request: AdminRequest, number: str) -> HttpResponse:
    """Do what the posted `action` says to the ticked items, or to all that can take the step where none is ticked.

    A parcel whose tracking number is refused comes back as it was typed (422).
    """
    order = _order(number)
    action = request.POST.get("action", "")
    if action == SHIP:
        return _ship(request, order)
    if action not in ACTIONS:
        messages.error(request, _("Choose what to do with the items."))
        return redirect("orders:detail", number=number)
    items = None if action in WHOLE_ORDER else posted_ids(request.POST, "item") or None
    try:
        ACTIONS[action].step(order, items, request.actor)
    except REFUSALS as error:
        messages.error(request, refusal_text(error))
    else:
        messages.success(request, f"{ACTIONS[action].done}.")
    return redirect("orders:detail", number=number)


@admin_view(menu="orders")
@require_POST
def parcel(request: AdminRequest, number: str, parcel_no: int) -> HttpResponse:
    """Correct how a parcel is tracked."""
    order = _order(number)
    form = TrackingForm(request.POST, prefix=f"parcel{parcel_no}")
    if form.is_valid():
        try:
            change_parcel(order.pk, parcel_no, **form.cleaned_data, actor=request.actor)
        except Parcel.DoesNotExist:
            messages.error(request, _("There is no such parcel."))
            return redirect("orders:detail", number=number)
        except REFUSALS as error:
            form.add_error("tracking_number", refusal_text(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("orders:detail", number=number)
    return _show(request, order, "order", {"parcel_form": form, "parcel_no": parcel_no}, status=422)


@admin_view(menu="orders")
@require_POST
def recipient(request: AdminRequest, number: str) -> HttpResponse:
    """Correct who gets the parcel and where, before anything of the order has left."""
    order = _order(number)
    form = RecipientForm(request.POST, instance=Order(pk=order.pk, mall_id=order.mall_id))
    if form.is_valid():
        try:
            change_recipient(order.pk, form.recipient(), actor=request.actor)
        except AlreadyShipped as error:
            messages.error(request, refusal_text(error))
        else:
            messages.success(request, _("Saved."))
        return _to(number, "recipient")
    return _show(request, order, "recipient", {"recipient_form": form}, status=422)


@admin_view(menu="orders")
@require_POST
def memo_add(request: AdminRequest, number: str) -> HttpResponse:
    """Write a memo."""
    order = _order(number)
    form = MemoForm(request.POST)
    if not form.is_valid():
        return _show(request, order, "memo", {"memo_form": form}, status=422)
    add_memo(order.pk, **form.cleaned_data, actor=request.actor)
    messages.success(request, _("The memo was added."))
    return _to(number, "memo")


@admin_view(menu="orders")
@require_POST
def memo_pin(request: AdminRequest, number: str, memo_id: int) -> HttpResponse:
    """Keep a memo on top, or let it go: `pinned` is 1 or 0."""
    order = _order(number)
    try:
        pin_memo(order.pk, memo_id, is_pinned=request.POST.get("pinned") == "1", actor=request.actor)
    except OrderMemo.DoesNotExist:
        messages.error(request, _("This memo was deleted in the meantime."))
    return _to(number, "memo")


@admin_view(menu="orders")
@require_POST
def memo_delete(request: AdminRequest, number: str, memo_id: int) -> HttpResponse:
    """Delete a memo."""
    order = _order(number)
    try:
        delete_memo(order.pk, memo_id, actor=request.actor)
    except OrderMemo.DoesNotExist:
        messages.error(request, _("This memo was deleted in the meantime."))
    else:
        messages.success(request, _("The memo was deleted."))
    return _to(number, "memo")


def _order(number: str) -> Order:
    return get_object_or_404(order_by_number(number))


def _to(number: str, tab: str) -> HttpResponse:
    return redirect(f"{reverse('orders:detail', args=[number])}?tab={tab}")


def _ship(request: AdminRequest, order: Order) -> HttpResponse:
    form = TrackingForm(request.POST)
    items = posted_ids(request.POST, "item")
    if form.is_valid():
        shipment = Shipment(form.cleaned_data["carrier"], form.cleaned_data["tracking_number"], items or None)
        try:
            sent = ship_items(order.pk, shipment, actor=request.actor)
        except REFUSALS as error:
            form.add_error("tracking_number", refusal_text(error))
        else:
            messages.success(request, _("Parcel %(number)s is on its way.") % {"number": sent.parcel_no})
            return redirect("orders:detail", number=order.number)
    return _show(request, order, "order", {"ship_form": form, "ticked": items}, status=422)


def _show(
    request: AdminRequest, order: Order, tab: str, more: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    tab = tab if tab in TABS else "order"
    context = head_of(order)
    context |= {"tab": tab, "tabs": TABS.items(), "tab_template": f"orders/_tab_{tab}.html"}
    context |= _tab(tab, order, context) | (more or {})
    return render(request, "orders/order_detail.html", context, status=status)


def _tab(tab: str, order: Order, head: dict[str, Any]) -> dict[str, Any]:
    match tab:
        case "payment":
            return payment_of(order, head["items"])
        case "customer":
            return {
                "guest_password_templates": ["orders/_guest_password.html", NOTHING],
                "guest_password": guest_password_state(order) if order.is_guest else None,
            }
        case "recipient":
            return {
                "may_change": may_change_recipient(head["statuses"]),
                "recipient_form": RecipientForm(instance=order),
                "country": country_name(order.receiver_country),
            }
        case "memo":
            return {"memos": memos_of(order), "memo_form": MemoForm()}
        case "history":
            return {"history": history_of_order(order)}
        case _:
            return _order_tab(order, head)


def _order_tab(order: Order, head: dict[str, Any]) -> dict[str, Any]:
    statuses = head["statuses"]
    useful = [(name, action) for name, action in ACTIONS.items() if action.useful_at & statuses]
    parcels = []
    for sent, inside in parcels_of(order):
        initial = {"carrier": sent.carrier, "tracking_number": sent.tracking_number}
        parcels.append((sent, inside, TrackingForm(initial=initial, prefix=f"parcel{sent.parcel_no}")))
    return {
        "lines": item_lines(order, head["items"]),
        "item_actions": [(name, action) for name, action in useful if name not in WHOLE_ORDER],
        "order_actions": [(name, action) for name, action in useful if name in WHOLE_ORDER],
        "may_ship": bool(statuses & MAY_BE_PREPARED),
        "ship_form": TrackingForm(),
        "ticked": frozenset[int](),
        "parcels": parcels,
        "claims_templates": ["orders/_order_claims.html", NOTHING],
        "claims": claims_of(order),
        "claim_kinds": kinds_of(statuses),
        "declarations": declarations_of(order),
    }
