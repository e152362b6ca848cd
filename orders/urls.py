"""Pages of orders in the merchant admin, under /admin/."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from orders.models import Claim, OrderStage, ShopDocument
from orders.urls_mails import mail_urls
from orders.views import (
    claim_lists,
    claims,
    declarations,
    documents,
    fee_cancellation,
    guest_password,
    item_labels,
    order_detail,
    order_export,
    order_list,
    refunds,
    shipping,
)


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
    path("orders/<order_number:number>/labels/", item_labels.add, name="label_add"),
    path("orders/<order_number:number>/labels/remove/", item_labels.remove, name="label_remove"),
    path("orders/<order_number:number>/recipient/", order_detail.recipient, name="recipient"),
    path("orders/<order_number:number>/memos/", order_detail.memo_add, name="memo_add"),
    path("orders/<order_number:number>/memos/<int:memo_id>/pin/", order_detail.memo_pin, name="memo_pin"),
    path("orders/<order_number:number>/memos/<int:memo_id>/delete/", order_detail.memo_delete, name="memo_delete"),
]

# --- Claims and shipping (o-claims) -------------------------------------------------------------------------
CLAIM_STEPS = ("accept", "refuse", "collect", "finish", "withdraw")
claim_urls: list[URLPattern] = [
    path("orders/cancellations/", claim_lists.claims, {"kind": Claim.Kind.CANCEL}, name="cancellations"),
    path("orders/exchanges/", claim_lists.claims, {"kind": Claim.Kind.EXCHANGE}, name="exchanges"),
    path("orders/returns/", claim_lists.claims, {"kind": Claim.Kind.RETURN}, name="returns"),
    path("orders/refunds/", claim_lists.refunds, name="refunds"),
    path("orders/refunds/<slug:code>/done/", refunds.done, name="refund_done"),
    path("orders/refunds/<slug:code>/retry/", refunds.retry, name="refund_retry"),
    path("orders/<order_number:number>/claims/new/", claims.new, name="claim_new"),
    path("orders/<order_number:number>/shipping-fee/", fee_cancellation.cancel_fee, name="fee_cancel"),
    path("orders/claims/<slug:code>/", claims.detail, name="claim"),
    *(
        path(f"orders/claims/<slug:code>/{verb}/", claims.step, {"verb": verb}, name=f"claim_{verb}")
        for verb in CLAIM_STEPS
    ),
]

shipping_urls: list[URLPattern] = [
    path("orders/declarations/", declarations.declarations, name="declarations"),
    path("orders/declarations/export.csv", declarations.export, name="declarations_export"),
    path("orders/declarations/<int:declaration_id>/retry/", declarations.retry, name="declaration_retry"),
    path("store/shipping/", shipping.settings, name="shipping"),
    path("store/shipping/reset/", shipping.reset, name="shipping_reset"),
    path("store/shipping/unweighed/", shipping.unweighed, name="unweighed"),
    path("store/shipping/regions/new/", shipping.region_new, name="region_new"),
    path("store/shipping/regions/<int:region_id>/", shipping.region_edit, name="region_edit"),
    path("store/shipping/regions/<int:region_id>/delete/", shipping.region_delete, name="region_delete"),
]

document_urls: list[URLPattern] = [
    pattern
    for kind in ShopDocument.Kind
    for pattern in (
        path(f"store/{kind}/", documents.edit, {"kind": kind}, name=kind.value),
        path(f"store/{kind}/preview/", documents.preview, {"kind": kind}, name=f"{kind}_preview"),
        path(f"store/{kind}/reset/", documents.reset, {"kind": kind}, name=f"{kind}_reset"),
        path(f"store/{kind}/versions/<int:version>/", documents.version, {"kind": kind}, name=f"{kind}_version"),
    )
]

# --- Guest passwords, automated emails, customers, promotions (o-mails) --------------------------------------
guest_password_urls: list[URLPattern] = [
    path("orders/<order_number:number>/guest-password/", guest_password.send, name="guest_password"),
]

urlpatterns = [*fulfilment_urls, *claim_urls, *shipping_urls, *document_urls, *guest_password_urls, *mail_urls]
