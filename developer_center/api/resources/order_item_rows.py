"""Items of orders, and what stands beside them, as rows of the wire (Appendix A, orders/{id}/items)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any, Final

from catalog.models import Product
from developer_center.api.resources.order_amounts import coupon_share
from developer_center.api.resources.order_codes import CARRIER_IDS, SUPPLIER, item_code, shipping_code
from developer_center.wire import dec2, moment_spaced, product_code, variant_code
from developer_center.wire_orders import LETTER_OF_REASON
from orders.models import Carrier, Claim, ClaimItem, ItemStatus, Order, OrderItem, Parcel

Rows = Mapping[int, ClaimItem]
VOID: Final = (Claim.State.REFUSED, Claim.State.WITHDRAWN)

# What has no meaning here: there are no bundles, gifts, suppliers, marketplaces, subscriptions or customs data.
DEFAULTS: Final[dict[str, Any]] = {
    "option_price": "0.00",
    "app_item_discount_amount": "0.00",
    "supplier_transaction_type": "D",
    "supplier_id": SUPPLIER,
    "supplier_name": "",
    "post_express_flag": None,
    "request_undone": None,
    "order_status_additional_info": None,
    "open_market_status": "",
    "bundled_shipping_type": "N",
    "product_bundle": "F",
    "product_bundle_no": "0",
    "product_bundle_name": None,
    "product_bundle_name_default": None,
    "product_bundle_type": None,
    "product_bundle_list": [],
    "was_product_bundle": None,
    "original_bundle_item_no": None,
    "naver_pay_order_id": None,
    "naver_pay_claim_status": "",
    "individual_shipping_fee": "0.00",
    "shipping_fee_type": "X",
    "shipping_fee_type_text": "",
    "shipping_payment_option": "F",
    "payment_info_id": "",
    "store_pickup": "F",
    "product_material": None,
    "product_material_eng": None,
    "cloth_fabric": None,
    "volume_size": None,
    "volume_size_weight": None,
    "clearance_category": None,
    "clearance_category_info": None,
    "clearance_category_code": None,
    "one_plus_n_event": None,
    "origin_place": "",
    "gift": "F",
    "item_granting_gift": None,
    "subscription": "F",
    "market_cancel_request": None,
    "market_cancel_request_quantity": None,
    "market_fail_reason": None,
    "market_fail_reason_guide": None,
    "market_fail_reason_type": None,
    "market_item_no": None,
    "market_custom_variant_code": None,
    "market_discount_amount": "0.00",
    "shipping_expected_date": None,
}


def claims_of_items(order_ids: Collection[int]) -> list[ClaimItem]:
    """The rows of all claims of orders, oldest first, with claim and item; one query."""
    rows = ClaimItem.objects.filter(claim__order_id__in=order_ids).select_related("claim", "item")
    return list(rows.order_by("claim_id", "item_id"))


def standing(rows: Collection[ClaimItem]) -> dict[int, ClaimItem]:
    """Item key -> the row of its newest claim that was neither refused nor withdrawn."""
    return {row.item_id: row for row in rows if row.claim.state not in VOID}


def item_row(order: Order, item: OrderItem, claims: Rows) -> dict[str, Any]:
    """One item of `items_by_order(whole=True)`."""
    product = item.product
    return {
        "shop_no": order.shop_no,
        "item_no": item.line_no,
        "order_item_code": item_code(order, item.line_no),
        "product_no": item.product_id or 0,
        "product_code": product_code(item.product_id) if item.product_id else "",
        "custom_product_code": product.code if product else "",
        "product_name": item.product_name,
        "product_name_default": product.name if product else item.product_name,
        "original_item_no": [item.replaces.line_no] if item.replaces else [],
        "product_tax_type": item.tax_type,
        "tax_rate": item.tax_rate,
        "product_weight": dec2(Decimal(item.weight_grams or 0) / 1000),
        "labels": getattr(item, "label_names", None) or None,
        **_kept_by_apps(product),
        **_options(item),
        **_prices(order, item),
        **_status(order, item),
        **_parcel(order, item),
        **_claim(claims.get(item.pk)),
        **DEFAULTS,
    }


def _kept_by_apps(product: Product | None) -> dict[str, Any]:
    """What apps keep of a product, as it is now (Product.app_facts)."""
    facts = product.app_facts if product else {}
    return {
        "internal_product_name": facts.get("internal_product_name", ""),
        "eng_product_name": facts.get("eng_product_name"),
        "supplier_product_name": facts.get("supply_product_name", ""),
        "supply_price": dec2(Decimal(facts.get("supply_price", 0))),
        "hs_code": facts.get("hscode", ""),
        "origin_place_no": facts.get("origin_place_no", 0),
        "origin_place_value": facts.get("origin_place_value", ""),
        "made_in_code": facts.get("made_in_code", ""),
    }


def _options(item: OrderItem) -> dict[str, Any]:
    inputs = [{"key": name, "type": "text", "name": name, "value": text} for name, text in item.extra_inputs.items()]
    values = item.variant.option_values if item.variant else []
    return {
        "variant_code": variant_code(item.product_id, item.variant.position)
        if item.product_id and item.variant
        else "",
        "custom_variant_code": item.variant.own_code if item.variant else "",
        "option_id": str(item.variant.position) if item.variant else "",
        "option_value": item.option_text,
        "option_value_default": " / ".join(values) or item.option_text,
        "option_type": "T",
        "options": [
            {"option_code": "", "option_name": None, "option_value": {"option_text": text, "value_no": place}}
            for place, text in enumerate(values)
        ],
        "additional_option_value": ", ".join(f"{one['name']}={one['value']}" for one in inputs),
        "additional_option_values": inputs,
    }


def _prices(order: Order, item: OrderItem) -> dict[str, Any]:
    coupon = coupon_share(order, item)
    return {
        "product_price": dec2(item.unit_price),
        "additional_discount_price": dec2(item.discount_amount - coupon),
        "coupon_discount_price": dec2(coupon),
        "payment_amount": dec2(item.unit_price * item.quantity - item.discount_amount),
        "quantity": item.quantity,
    }


def _status(order: Order, item: OrderItem) -> dict[str, Any]:
    return {
        "order_status": item.status,
        "status_code": status_code(item),
        "status_text": str(ItemStatus(item.status).label),
        "ordered_date": moment_spaced(order.placed_at),
        "shipped_date": moment_spaced(item.shipped_at),
        "delivered_date": moment_spaced(item.delivered_at),
        "purchaseconfirmation_date": moment_spaced(item.confirmed_at),
    }


def status_code(item: OrderItem) -> str:
    """N1 as ordered, N2 sent instead of another, C1 cancelled before payment, C2, R1 and E1 with such a claim."""
    if item.status.startswith("N"):
        return "N2" if item.replaces_id else "N1"
    if item.status in {"C47", "C48", "C49"}:
        return "C1"
    return {"C": "C2", "R": "R1", "E": "E1"}[item.status[0]]


def _parcel(order: Order, item: OrderItem) -> dict[str, Any]:
    parcel: Parcel | None = item.parcel
    carrier = parcel.carrier if parcel else ""
    told = {
        "tracking_number": parcel.tracking_number if parcel else "",
        "id": CARRIER_IDS.get(carrier, 0),
        "name": str(Carrier(carrier).label) if carrier else "",
    }
    invoice = {
        "type": "M",
        "tracking_no": told["tracking_number"],
        "shipping_company_id": told["id"],
        "shipping_company_name": told["name"],
        "shipping_company_code": carrier,
        "quantity": item.quantity,
    }
    return {
        "tracking_no": told["tracking_number"],
        "shipping_code": shipping_code(order, parcel.parcel_no if parcel else 1),
        "shipping_company_id": str(told["id"] or ""),
        "shipping_company_name": told["name"],
        "shipping_company_code": carrier,
        "multi_invoice": [invoice] if parcel else [],
    }


def _claim(row: ClaimItem | None) -> dict[str, Any]:
    claim = row.claim if row else None
    kind = claim.kind if claim else ""
    return {
        "claim_code": claim.code if claim else "",
        "claim_reason_type": LETTER_OF_REASON.get(claim.reason) if claim else None,
        "claim_reason": claim.detail if claim else "",
        "claim_quantity": row.quantity if row else 0,
        "order_status_before_cs": row.status_before if row else None,
        "refund_bank_name": claim.refund_bank_name if claim else "",
        "refund_bank_account_no": claim.refund_account_number if claim else "",
        "refund_bank_account_holder": claim.refund_account_holder if claim else "",
        "cancel_request_date": _when(claim, kind == "cancel", "requested_at"),
        "cancel_date": _when(claim, kind == "cancel", "finished_at"),
        "return_request_date": _when(claim, kind == "return", "requested_at"),
        "return_collected_date": None,
        "return_confirmed_date": _when(claim, kind == "return", "finished_at"),
        "exchange_request_date": _when(claim, kind == "exchange", "requested_at"),
        "exchange_date": _when(claim, kind == "exchange", "finished_at"),
        "refund_date": None,
    }


def _when(claim: Claim | None, is_meant: bool, name: str) -> str | None:
    return moment_spaced(getattr(claim, name)) if claim and is_meant else None
