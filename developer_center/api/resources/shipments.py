"""Parcels of orders (wire contract 2.7, shipments; bulk shapes after those of one order)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from rest_framework import serializers

from developer_center.api.call import Call
from developer_center.api.errors import in_entry, refusing, wrong
from developer_center.api.operation import operation
from developer_center.api.params import Int
from developer_center.api.resources.order_codes import (
    CARRIER_IDS,
    CARRIERS,
    item_code,
    items_named,
    lock_orders,
    order_named,
    parcel_named,
    shipping_code,
)
from developer_center.api.resources.shipment_steps import change_parcel_of, make_parcel_of, parcel_refusals, parcel_word
from developer_center.wire import moment
from orders.domain.prepared_parcels import ParcelSent, drop_parcel
from orders.models import Order, OrderItem, Parcel

MADE: Final = (
    "{shop_no:int, shipping_code:str, order_id:str, status:str, tracking_no:digits, shipping_company_code:digits, "
    "order_item_code:[str], carrier_id:int}"
)
CHANGED: Final = (
    "{shop_no:int, order_id:str, shipping_code:str, status:str, status_additional_info:str, tracking_no:null, "
    "shipping_company_code:null}"
)
FULFILLED: Final = MADE


class NewShipment(serializers.Serializer[Any]):
    """Body of a POST of shipments; `order_id` where several orders are named at once."""

    order_id = serializers.CharField(max_length=20, required=False)
    tracking_no = serializers.CharField(max_length=60, allow_blank=True)
    shipping_company_code = serializers.CharField(max_length=8, required=False)
    carrier_id = Int(required=False)
    status = serializers.ChoiceField(choices=["standby", "shipping"])
    order_item_code = serializers.ListField(child=serializers.CharField(max_length=30), required=False, max_length=500)
    shipping_code = serializers.CharField(max_length=30, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The company may be named by its code or as one of the shop's carriers."""
        if "shipping_company_code" not in attrs:
            carrier = CARRIERS.get(attrs.get("carrier_id", 0))
            if carrier is None:
                raise serializers.ValidationError({"shipping_company_code": "The shipping company is required."})
            attrs["shipping_company_code"] = carrier.value
        return attrs


class ShipmentChange(serializers.Serializer[Any]):
    """Body of a PUT of shipments."""

    order_id = serializers.CharField(max_length=20)
    shipping_code = serializers.CharField(max_length=30)
    status = serializers.ChoiceField(choices=["standby", "shipping", "shipped"])
    status_additional_info = serializers.CharField(max_length=200, allow_blank=True)
    tracking_no = serializers.CharField(max_length=60, allow_blank=True)
    shipping_company_code = serializers.CharField(max_length=8)
    carrier_id = Int()


@operation("GET", "orders/{order_id}/shipments")
def shipments(call: Call, order_id: str) -> list[dict[str, Any]]:
    """Parcels of an order, those that wait with their tracking number too."""
    order = order_named(order_id)
    rows = Parcel.objects.filter(order=order).order_by("parcel_no").prefetch_related("items")
    return [_row(order, parcel) for parcel in rows]


@operation("POST", "orders/{order_id}/shipments", body=NewShipment)
def post_shipment(call: Call, order_id: str) -> list[dict[str, Any]]:
    """Put items into a parcel that waits (standby) or leaves (shipping); without items all that may leave."""
    return [_make(call, order_named(order_id), call.body)]


@operation("PUT", "orders/{order_id}/shipments/{shipping_code}", body=ShipmentChange)
def put_shipment(call: Call, order_id: str, shipping_code: str) -> dict[str, Any]:
    """Send a waiting parcel, mark one as arrived, or correct how it is tracked."""
    row = _change(call, order_named(order_id), shipping_code, call.body)
    return {name: value for name, value in row.items() if name not in {"order_id", "shipping_code"}}


@operation("DELETE", "orders/{order_id}/shipments/{shipping_code}")
def delete_shipment(call: Call, order_id: str, shipping_code: str) -> dict[str, Any]:
    """Take a parcel apart that has not left; its items are being prepared for shipment again."""
    order = order_named(order_id)
    parcel = parcel_named(order, shipping_code)
    with refusing("shipping_code", {ParcelSent: "The parcel has left."}):
        items = drop_parcel(order.pk, parcel.parcel_no, actor=call.actor)
    codes = [item_code(order, item.line_no) for item in items]
    return {
        "shop_no": order.shop_no,
        "order_id": order.number,
        "shipping_code": shipping_code,
        "order_item_code": codes,
    }


@operation("POST", "shipments", body=NewShipment, answers=f"{{shipments:[{MADE}]}}")
def post_shipments(call: Call) -> list[dict[str, Any]]:
    """Parcels of up to 100 orders; all or none. Shape: as that of one order (C)."""
    return _make_many(call)


@operation("PUT", "shipments", body=ShipmentChange, answers=f"{{shipments:[{CHANGED}]}}")
def put_shipments(call: Call) -> list[dict[str, Any]]:
    """Change up to 100 parcels; all or none. Shape: as that of one (C)."""
    lock_orders(call.bodies)
    rows = []
    for place, body in enumerate(call.bodies):
        with in_entry(place):
            for name in ("order_id", "shipping_code"):
                if name not in body:
                    raise wrong(name, f"{name} is required.")
            rows.append(_change(call, order_named(body["order_id"]), body["shipping_code"], body))
    return rows


@operation("POST", "fulfillments", body=NewShipment, answers=f"{{fulfillments:[{FULFILLED}]}}")
def post_fulfillments(call: Call) -> list[dict[str, Any]]:
    """The same as POST shipments, under the name that fulfilment services use. Shape: not in our contract (C)."""
    return _make_many(call)


def _make_many(call: Call) -> list[dict[str, Any]]:
    lock_orders(call.bodies)
    rows = []
    for place, body in enumerate(call.bodies):
        with in_entry(place):
            if "order_id" not in body:
                raise wrong("order_id", "The order is required.")
            rows.append(_make(call, order_named(body["order_id"]), body))
    return rows


def _make(call: Call, order: Order, body: Mapping[str, Any]) -> dict[str, Any]:
    codes = body.get("order_item_code")
    items = None if codes is None else items_named(order, codes)
    with parcel_refusals("order_item_code"):
        parcel = make_parcel_of(order, body, items, call.actor)
    inside = OrderItem.objects.filter(order=order, parcel=parcel).order_by("line_no")
    return {
        "shop_no": order.shop_no,
        "shipping_code": shipping_code(order, parcel.parcel_no),
        "order_id": order.number,
        "status": body["status"],
        "tracking_no": parcel.tracking_number,
        "shipping_company_code": parcel.carrier,
        "order_item_code": [item_code(order, item.line_no) for item in inside],
        "carrier_id": CARRIER_IDS[parcel.carrier],
    }


def _change(call: Call, order: Order, code: str, body: Mapping[str, Any]) -> dict[str, Any]:
    parcel = parcel_named(order, code)
    with parcel_refusals("status"):
        parcel = change_parcel_of(order, parcel, body, call.actor)
    return {
        "shop_no": order.shop_no,
        "order_id": order.number,
        "shipping_code": code,
        "status": parcel_word(parcel),
        "status_additional_info": body.get("status_additional_info", ""),
        "tracking_no": parcel.tracking_number,
        "shipping_company_code": parcel.carrier,
    }


def _row(order: Order, parcel: Parcel) -> dict[str, Any]:
    items = sorted(parcel.items.all(), key=lambda item: item.line_no)
    return {
        "shop_no": order.shop_no,
        "shipping_code": shipping_code(order, parcel.parcel_no),
        "order_id": order.number,
        "tracking_no": parcel.tracking_number,
        "tracking_no_updated_date": moment(parcel.created_at),
        "shipping_company_code": parcel.carrier,
        "items": [{"order_item_code": item_code(order, item.line_no), "status": parcel_word(parcel)} for item in items],
    }
