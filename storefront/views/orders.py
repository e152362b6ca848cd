"""A shopper's orders: list, detail, cancel before payment, ask for a cancellation, return or exchange."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.countries import country_name
from accounts.paging import keyset_page
from orders.domain.cancel_unpaid import NotUnpaid, cancel_unpaid
from orders.domain.claims.request import request_claim
from orders.domain.claims.rules import ClaimRefused, claimable_items
from orders.domain.shipping_fee import policy_of
from orders.models import BoardNo, Claim, ItemStatus, Order, OrderItem, OrderMemo, Parcel
from orders.queries.sums import discount_uses, sums_of
from storefront.forms.claims import ClaimForm
from storefront.frame import page
from storefront.refusals import claim_refusal
from storefront.shoppers import ShopRequest, actor_of, customer_view, own_order, personal_view, to_login
from storefront.views.checkout import can_pay_now

ORDERS_A_PAGE = 20
ARRIVED = (ItemStatus.DELIVERED, ItemStatus.PURCHASE_CONFIRMED)


@customer_view
@require_safe
def order_list(request: ShopRequest) -> HttpResponse:
    """The customer's orders, newest first."""
    own = Order.objects.filter(customer=request.customer).prefetch_related("items")
    orders = keyset_page(own, request.GET, size=ORDERS_A_PAGE)
    rows = [{"order": order, "items": sorted(order.items.all(), key=lambda item: item.line_no)} for order in orders]
    return page(request, "storefront/order_list.html", {"rows": rows, "page": orders})


@personal_view
@require_safe
def order_detail(request: ShopRequest, number: str) -> HttpResponse:
    """One order: state of each item, parcels, sums, and what may still be asked for."""
    if request.customer is None and not request.session.get("guest_order"):
        return to_login(request)
    order = own_order(request, number)
    return page(request, "storefront/order.html", _detail(request, order))


@personal_view
@require_POST
def cancel(request: ShopRequest, number: str) -> HttpResponse:
    """Cancel an order before it is paid."""
    order = own_order(request, number)
    try:
        cancel_unpaid(order.pk, way=ItemStatus.CANCELLED_UNPAID_BY_BUYER, actor=actor_of(request))
    except NotUnpaid:
        messages.error(request, _("This order is paid already. Please ask for a cancellation instead."))
    else:
        messages.success(request, _("The order was cancelled."))
    return redirect("storefront:order", number)


@personal_view
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: ShopRequest, number: str, kind: str) -> HttpResponse:
    """Ask for a cancellation, return or exchange of some pieces."""
    order = own_order(request, number)
    items = claimable_items(order)
    if kind not in Claim.Kind.values or not any(one.reasons_of(kind) for one in items):
        raise Http404
    by_hand = order.payment_method == Order.PaymentMethod.BANK_TRANSFER
    form = ClaimForm(request.POST or None, kind=kind, items=items, pays_back_by_hand=by_hand)
    if request.method == "POST" and form.is_valid():
        try:
            request_claim(order.pk, form.wish, actor=actor_of(request))
        except ClaimRefused as refusal:
            form.add_error(*claim_refusal(refusal))
        else:
            messages.success(request, _("We have received your request and will answer soon."))
            return redirect("storefront:order", number)
    context = {
        "order": order,
        "form": form,
        "kind": kind,
        "kind_label": Claim.Kind(kind).label,
        "return_fee": policy_of(request.shop).return_fee,
        "windows": _windows(items, kind),
    }
    return page(request, "storefront/claim.html", context, status=422 if form.errors else 200)


def _windows(items: list[Any], kind: str) -> list[dict[str, Any]]:
    """Reasons with who pays the way and the last day."""
    found: dict[str, dict[str, Any]] = {}
    for one in items:
        for choice in one.choices:
            if choice.kind == kind:
                for reason in choice.reasons:
                    found.setdefault(
                        reason.reason,
                        {
                            "label": Claim.Reason(reason.reason).label,
                            "is_on_us": reason.payer == Claim.Payer.SELLER,
                            "last_on": reason.last_on,
                        },
                    )
    return list(found.values())


def _sent_parcels(order: Order) -> list[Parcel]:
    """Parcels that have left; one that only has its number yet is the store's business."""
    sent = Parcel.objects.filter(order=order, shipped_at__isnull=False)
    return list(sent.order_by("parcel_no").prefetch_related("items"))


def _detail(request: ShopRequest, order: Order) -> dict[str, Any]:
    choices = claimable_items(order)
    kinds = [kind for kind in Claim.Kind.values if any(one.reasons_of(kind) for one in choices)]
    return {
        "order": order,
        "country": "" if order.receiver_country == request.mall.country else country_name(order.receiver_country),
        "sums": sums_of(order, discount_uses(order), [one.item for one in choices]),
        "items": [_row(one.item, is_reviewable=request.customer is not None) for one in choices],
        "parcels": _sent_parcels(order),
        "claims": list(Claim.objects.filter(order=order).order_by("pk")),
        "memos": list(OrderMemo.objects.filter(order=order, is_for_customer=True).order_by("pk")),
        "claim_kinds": [(kind, Claim.Kind(kind).label) for kind in kinds],
        "review_board_no": BoardNo.REVIEW.value,
        "can_pay_now": can_pay_now(order),
        "can_cancel": order.payment_status == Order.PaymentStatus.AWAITING,
        "bank_account": policy_of(request.shop).bank_account,
    }


def _row(item: OrderItem, *, is_reviewable: bool) -> dict[str, Any]:
    return {
        "item": item,
        "is_reviewable": is_reviewable and item.product_id is not None and item.status in ARRIVED,
        "amount": item.unit_price * item.quantity,
        "inputs": sorted(item.extra_inputs.items()),
    }
