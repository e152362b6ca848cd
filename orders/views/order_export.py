"""Orders as CSV: a line per item, streamed a piece at a time, however many there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from django.http import HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import tenancy
from accounts.audience import AdminRequest, admin_view
from accounts.audit import record
from accounts.csv_lines import csv_lines
from accounts.money import amount_text
from orders.forms.order_filters import OrderFilterForm
from orders.models import Order, OrderItem
from orders.queries.order_filter import OrderFilter
from orders.queries.order_list import piece_for_export

ORDERS_AT_A_TIME: Final = 300


@admin_view(menu="orders")
@require_safe
def export(request: AdminRequest) -> HttpResponseBase:
    """The orders that the filters in the address find, newest first. Filters that are not valid lead to the list.

    That somebody took the customers' data out is noted in the mall's log, with the filters in its erasable part.
    """
    wanted = OrderFilterForm(request.GET).wanted()
    if wanted is None:
        return redirect(f"{request.path.removesuffix('export.csv')}?{request.GET.urlencode()}")
    record("orders.exported", request.mall, actor=request.actor, personal={"after": {"filters": dict(request.GET)}})
    lines = csv_lines(_header(), _rows(request.mall.pk, wanted, get_language() or "en"))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    day = timezone.localdate().isoformat()
    response["Content-Disposition"] = f'attachment; filename="orders-{request.mall.host}-{day}.csv"'
    return response


def _header() -> list[str]:
    return [
        _("Order number"),
        _("Order date"),
        _("Online store"),
        _("Customer name"),
        _("Member ID"),
        _("Email"),
        _("Phone"),
        _("Item number"),
        _("Product"),
        _("Option"),
        _("Extra inputs"),
        _("Quantity"),
        _("Unit price"),
        _("Discount"),
        _("Status"),
        _("Currency"),
        _("Shipping fee"),
        _("Total"),
        _("Payment method"),
        _("Payment status"),
        _("Payment date"),
        _("Recipient"),
        _("Recipient's phone"),
        _("Zip code"),
        _("Address"),
        _("Country"),
        _("Shipping message"),
        _("Carrier"),
        _("Tracking number"),
        _("Tax"),
        _("Tax rate"),
    ]


def _rows(mall_id: int, wanted: OrderFilter, language: str) -> Iterator[list[str]]:
    """Rows of all pieces; each piece opens the mall for itself, because the request's door is closed by then."""
    query = QueryDict()
    while True:
        with tenancy.mall(mall_id), override(language):
            piece = piece_for_export(wanted, query, size=ORDERS_AT_A_TIME)
            lines = [_cells(order, item) for order in piece for item in order.items.all()]
        yield from lines
        if not piece.next_url:
            return
        query = QueryDict(piece.next_url.removeprefix("?"))


def _cells(order: Order, item: OrderItem) -> list[str]:
    tax = [str(item.get_tax_type_display()), str(item.tax_rate)]
    of_order = [*_order_cells(order), *_item_cells(order, item), *_payment_cells(order)]
    return [*of_order, *_delivery_cells(order, item), *tax]


def _order_cells(order: Order) -> list[str]:
    member_id = order.customer.member_id if order.customer else ""
    contact = [order.buyer_name, member_id, order.buyer_email, order.buyer_phone]
    return [order.number, _time(order.placed_at), str(order.shop_no), *contact]


def _item_cells(order: Order, item: OrderItem) -> list[str]:
    extra = "; ".join(f"{name}: {value}" for name, value in item.extra_inputs.items())
    price, discount = amount_text(item.unit_price, order.currency), amount_text(item.discount_amount, order.currency)
    code = f"{order.number}-{item.line_no:02d}"
    status = str(item.get_status_display())
    return [code, item.product_name, item.option_text, extra, str(item.quantity), price, discount, status]


def _payment_cells(order: Order) -> list[str]:
    fee, total = amount_text(order.shipping_fee, order.currency), amount_text(order.total_amount, order.currency)
    method, status = str(order.get_payment_method_display()), str(order.get_payment_status_display())
    return [order.currency, fee, total, method, status, _time(order.paid_at)]


def _delivery_cells(order: Order, item: OrderItem) -> list[str]:
    lines = [order.receiver_address1, order.receiver_address2, order.receiver_city, order.receiver_state]
    address = " ".join(line for line in lines if line)
    tracking = [str(item.parcel.get_carrier_display()), item.parcel.tracking_number] if item.parcel else ["", ""]
    to = [order.receiver_name, order.receiver_phone, order.receiver_zipcode, address, order.receiver_country]
    return [*to, order.shipping_message, *tracking]


def _time(moment: dt.datetime | None) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""
