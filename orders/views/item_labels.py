"""Labels on the items of one order."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.audience import AdminRequest, admin_view
from accounts.row_ids import row_id
from orders.domain.item_labels import MOST_LABELS, LabelRefused, add_labels, remove_label
from orders.forms.order_detail import posted_ids
from orders.models import OrderItem, OrderItemLabel
from orders.models.label import LABEL_LENGTH
from orders.queries.order_detail import order_by_number


@admin_view(menu="orders")
@require_POST
def add(request: AdminRequest, number: str) -> HttpResponse:
    """Put the label that was typed on the chosen item; on all items where none is chosen."""
    order = get_object_or_404(order_by_number(number))
    chosen = posted_ids(request.POST, "item")
    items = chosen or set(OrderItem.objects.filter(order=order).values_list("pk", flat=True))
    try:
        add_labels(order.pk, items, [request.POST.get("label", "")], actor=request.actor)
    except LabelRefused as error:
        messages.error(request, label_refusal(error))
    except OrderItem.DoesNotExist:
        messages.error(request, _("Choose an item of this order."))
    else:
        messages.success(request, _("The label was added."))
    return redirect("orders:detail", number=number)


@admin_view(menu="orders")
@require_POST
def remove(request: AdminRequest, number: str) -> HttpResponse:
    """Take a label off an item: `remove` is the item's key and the label's name, `12:Gift wrap`."""
    order = get_object_or_404(order_by_number(number))
    key, _colon, name = request.POST.get("remove", "").partition(":")
    try:
        remove_label(order.pk, row_id(key) or 0, name, actor=request.actor)
    except OrderItemLabel.DoesNotExist:
        messages.error(request, _("This label was removed in the meantime."))
    else:
        messages.success(request, _("The label was removed."))
    return redirect("orders:detail", number=number)


def label_refusal(error: LabelRefused) -> str:
    """Why a label was refused, as a merchant reads it."""
    texts = {
        "empty": _("Type the label."),
        "too_long": _("A label has at most %(most)s characters.") % {"most": LABEL_LENGTH},
        "wrong_character": _("A label has no comma and no slash."),
        "too_many": _("An item bears at most %(most)s labels.") % {"most": MOST_LABELS},
    }
    return texts[error.code]
