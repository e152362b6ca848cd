"""Pages of orders in the merchant admin, under /admin/."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from orders.models import OrderStage
from orders.views import order_detail, order_export, order_list


class NumberConverter(StringConverter):
    """An order number, `20261123-0000001`."""

    regex = "[0-9]{8}-[0-9]{7}"


register_converter(NumberConverter, "order_number")
app_name = "orders"

# --- Fulfillment: lists and one order (o-admin) --------------------------------------------------------------
fulfilment_urls: list[URLPattern] = [
    path("orders/", order_list.order_list, name="list"),
    path("orders/export.csv", order_export.export, name="export"),
    *(
        path(f"orders/{stage.replace('_', '-')}/", order_list.order_list, {"stage": stage}, name=stage)
        for stage in OrderStage.values
        if stage != OrderStage.CLOSED
    ),
    path("orders/<order_number:number>/", order_detail.detail, name="detail"),
    path("orders/<order_number:number>/step/", order_detail.take_step, name="step"),
    path("orders/<order_number:number>/parcels/<int:parcel_no>/", order_detail.parcel, name="parcel"),
    path("orders/<order_number:number>/recipient/", order_detail.recipient, name="recipient"),
    path("orders/<order_number:number>/memos/", order_detail.memo_add, name="memo_add"),
    path("orders/<order_number:number>/memos/<int:memo_id>/pin/", order_detail.memo_pin, name="memo_pin"),
    path("orders/<order_number:number>/memos/<int:memo_id>/delete/", order_detail.memo_delete, name="memo_delete"),
]

urlpatterns = [*fulfilment_urls]
