"""The buyer and the recipient of an order, and how they were changed (histories: shape (C))."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from rest_framework import serializers

from accounts.audit import history_of
from accounts.models import AuditEntry
from developer_center.api.call import Call
from developer_center.api.errors import in_entry, refusing, wrong
from developer_center.api.operation import operation
from developer_center.api.resources.order_codes import order_named, parcel_no_of, shipping_code
from developer_center.api.resources.order_people_rows import buyer_row, receiver_row
from developer_center.wire import moment
from orders.domain.change_buyer import Buyer, change_buyer
from orders.domain.change_recipient import AlreadyShipped, Recipient, change_recipient
from orders.models import Order

MOST_ENTRIES: Final = 100
HISTORY: Final = (
    "[{shop_no:int, order_id:str, updated_date:dt, user_id:str, user_name:str, "
    "changes:[{field:str, before:str, after:str}]}]"
)
# Names on the wire -> fields of Order. Phone and cellphone are one number here; the cellphone wins.
RECEIVER: Final = {
    "name": "receiver_name",
    "phone": "receiver_phone",
    "cellphone": "receiver_phone",
    "zipcode": "receiver_zipcode",
    "address1": "receiver_address1",
    "address2": "receiver_address2",
    "address_city": "receiver_city",
    "city_en": "receiver_city",
    "address_state": "receiver_state",
    "state_en": "receiver_state",
    "shipping_message": "shipping_message",
}
BUYER: Final = {"name": "buyer_name", "email": "buyer_email", "phone": "buyer_phone", "cellphone": "buyer_phone"}


class BuyerChange(serializers.Serializer[Any]):
    """Body of PUT orders/{order_id}/buyer."""

    name = serializers.CharField(max_length=20)
    email = serializers.EmailField(max_length=254)
    phone = serializers.CharField(max_length=20)
    cellphone = serializers.CharField(max_length=20)
    customer_notification = serializers.CharField(allow_blank=True)


class ReceiverChange(serializers.Serializer[Any]):
    """Body of PUT orders/{order_id}/receivers; lengths of contract 2.7, and no longer than we keep them."""

    shipping_code = serializers.CharField(max_length=30)
    name = serializers.CharField(max_length=20)
    phone = serializers.CharField(max_length=20)
    cellphone = serializers.CharField(max_length=20)
    zipcode = serializers.CharField(min_length=2, max_length=12)
    address1 = serializers.CharField(max_length=200)
    address2 = serializers.CharField(max_length=200, allow_blank=True)
    address_city = serializers.CharField(max_length=80, allow_blank=True)
    city_en = serializers.CharField(max_length=80, allow_blank=True, allow_null=True)
    address_state = serializers.CharField(max_length=80, allow_blank=True)
    state_en = serializers.CharField(max_length=80, allow_blank=True, allow_null=True)
    shipping_message = serializers.CharField(max_length=200, allow_blank=True)
    country_code = serializers.CharField(max_length=2)


@operation("GET", "orders/{order_id}/buyer")
def buyer(call: Call, order_id: str) -> dict[str, Any]:
    """Who bought."""
    return buyer_row(order_named(order_id))


@operation("PUT", "orders/{order_id}/buyer", body=BuyerChange)
def put_buyer(call: Call, order_id: str) -> dict[str, Any]:
    """Correct name, email or phone on an order; the customer's account stays as it is."""
    order = order_named(order_id)
    values = {name: getattr(order, name) for name in BUYER.values()} | _stored(call.body, BUYER)
    order = change_buyer(order.pk, Buyer(**values), actor=call.actor)
    row = buyer_row(order)
    names = ("shop_no", "name", "email", "phone", "cellphone", "customer_notification")
    return {"order_id": order.number} | {name: row[name] for name in names}


@operation("GET", "orders/{order_id}/buyer/history", answers=f"{{buyer:{HISTORY}}}")
def buyer_history(call: Call, order_id: str) -> list[dict[str, Any]]:
    """How the buyer of an order was corrected, newest first. Shape: not in our contract (C)."""
    return _history(order_named(order_id), "order.buyer_changed", BUYER)


@operation("GET", "orders/{order_id}/receivers")
def receivers(call: Call, order_id: str) -> list[dict[str, Any]]:
    """Where an order goes: one recipient."""
    return [receiver_row(order_named(order_id))]


@operation("PUT", "orders/{order_id}/receivers", body=ReceiverChange)
def put_receivers(call: Call, order_id: str) -> list[dict[str, Any]]:
    """Correct where an order goes, as long as nothing of it has left; all entries or none."""
    rows = []
    for place, body in enumerate(call.bodies):
        with in_entry(place):
            rows.append(_change_receiver(call, order_named(order_id), body, body.get("shipping_code", "")))
    return rows


@operation("PUT", "orders/{order_id}/receivers/{shipping_code}", body=ReceiverChange)
def put_receiver(call: Call, order_id: str, shipping_code: str) -> dict[str, Any]:
    """The same for the recipient of a shipping code."""
    row = _change_receiver(call, order_named(order_id), call.body, shipping_code)
    del row["shipping_code"]
    return row


@operation("GET", "orders/{order_id}/receivers/history", answers=f"{{receivers:{HISTORY}}}")
def receivers_history(call: Call, order_id: str) -> list[dict[str, Any]]:
    """How the recipient of an order was corrected, newest first. Shape: not in our contract (C)."""
    return _history(order_named(order_id), "order.recipient_changed", RECEIVER)


def _change_receiver(call: Call, order: Order, body: Mapping[str, Any], code: str) -> dict[str, Any]:
    if code:
        parcel_no_of(order, code)
    if body.get("country_code", order.receiver_country) != order.receiver_country:
        raise wrong("country_code", "The country stays: the shipping fee was paid for it.")
    values = {name: getattr(order, name) for name in RECEIVER.values()} | _stored(body, RECEIVER)
    with refusing("order_id", {AlreadyShipped: "A part of the order has left, or nothing of it is to be sent."}):
        order = change_recipient(order.pk, Recipient(**values), actor=call.actor)
    return _changed_row(order)


def _changed_row(order: Order) -> dict[str, Any]:
    row = receiver_row(order)
    texts = ("name", "name_furigana", "phone", "cellphone", "zipcode", "address1", "address2", "shipping_message")
    return {
        "shop_no": order.shop_no,
        **{name: row[name] for name in texts},
        "virtual_phone_no": "",
        "address_state": order.receiver_state,
        "address_city": order.receiver_city,
        "address_street": "",
        "address_full": " ".join(filter(None, (order.receiver_address1, order.receiver_address2))),
        "name_en": "",
        "city_en": order.receiver_city,
        "state_en": order.receiver_state,
        "street_en": "",
        "country_code": order.receiver_country,
        "country_name": "",
        "country_name_en": "",
        "shipping_code": shipping_code(order),
        "clearance_information_type": None,
        "clearance_information": None,
        "change_default_shipping_address": "F",
        "wished_delivery_date": "",
        "use_fast_delivery_date": "T",
        "wished_delivery_time": {"start_hour": "", "end_hour": ""},
        "use_fast_delivery_time": "T",
    }


def _stored(body: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """What is given; null, which GET shows where nothing is known, says nothing."""
    return {ours: body[theirs] for theirs, ours in names.items() if body.get(theirs) is not None}


def _history(order: Order, action: str, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Two queries: entries and their personal values; what was erased with a person says no values."""
    wire_names = {ours: theirs for theirs, ours in reversed(list(names.items()))}
    entries = history_of(order).filter(action=action).prefetch_related("personal")[:MOST_ENTRIES]
    return [_history_row(order, entry, wire_names) for entry in entries]


def _history_row(order: Order, entry: AuditEntry, names: Mapping[str, str]) -> dict[str, Any]:
    values: Mapping[str, Any] = next((one.values for one in entry.personal.all()), {"before": {}, "after": {}})
    before, after = values["before"], values["after"]
    return {
        "shop_no": order.shop_no,
        "order_id": order.number,
        "updated_date": moment(entry.at),
        "user_id": str(entry.actor_id or ""),
        "user_name": entry.actor_kind,
        "changes": [
            {"field": names.get(name, name), "before": str(before.get(name, "")), "after": str(after[name])}
            for name in after
        ],
    }
