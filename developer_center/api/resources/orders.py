"""Orders: the list, one order, and its steps (wire contract 2.7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from rest_framework import serializers

from developer_center.api.call import Call, Page
from developer_center.api.contract.shapes import envelope, shape_of
from developer_center.api.errors import found, in_entry, refusing, wrong
from developer_center.api.operation import Paging, operation
from developer_center.api.params import TF
from developer_center.api.resources.order_codes import items_named, lock_orders, order_named
from developer_center.api.resources.order_embeds import EMBEDS, embedded
from developer_center.api.resources.order_filters import matching, page_of
from developer_center.api.resources.order_params import OrderFilters
from developer_center.api.resources.order_rows import items_by_order, order_row, orders_by_id, with_facts
from orders.domain.deliver_items import confirm_purchase
from orders.domain.hold_items import hold_items, unhold_items
from orders.domain.prepare_items import prepare_items
from orders.domain.progress import StatusRefused
from orders.models import ItemStatus, Order

_, ITEMS = envelope(shape_of("GET", "orders/{order_id}/items"))
_, RECEIVERS = envelope(shape_of("GET", "orders/{order_id}/receivers"))
_, BUYER = envelope(shape_of("GET", "orders/{order_id}/buyer"))
LIST_EMBEDS: Final[dict[str, Any]] = {
    "items": ITEMS,
    "receivers": RECEIVERS,
    "buyer": BUYER,
    **{name: EMBEDS[name] for name in ("cancellation", "return", "exchange")},
}
DETAIL_EMBEDS: Final[dict[str, Any]] = LIST_EMBEDS | {name: EMBEDS[name] for name in ("refunds", "benefits", "coupons")}


class OrderChange(serializers.Serializer[Any]):
    """Body of PUT orders."""

    order_id = serializers.CharField(max_length=20, required=False)
    process_status = serializers.ChoiceField(choices=["prepare", "prepareproduct", "hold", "unhold"], required=False)
    order_item_code = serializers.ListField(child=serializers.CharField(max_length=30), required=False, max_length=500)
    purchase_confirmation = TF(required=False)
    collect_points = TF(required=False)
    show_shipping_address = TF(required=False)


@operation(
    "GET",
    "orders",
    params=OrderFilters,
    paging=Paging(most=1000, offset_most=15000, links=True),
    embeds=LIST_EMBEDS,
)
def list_orders(call: Call) -> Page:
    """Orders of a shop in a period of at most three months, newest first.

    Three queries: keys of the page, the orders, their items; one more for each embed that has rows of its own.
    """
    order_ids, has_more = page_of(_wanted(call), call.params, limit=call.limit, offset=call.offset)
    return Page(_rows(orders_by_id(order_ids), call), has_more)


@operation("GET", "orders/count", params=OrderFilters)
def count_orders(call: Call) -> int:
    """How many orders fit; the filters are those of the list."""
    return int(_wanted(call).count())


@operation("GET", "orders/{order_id}", embeds=DETAIL_EMBEDS)
def one_order(call: Call, order_id: str) -> dict[str, Any]:
    """One order by its number."""
    order = found(with_facts(Order.objects.all()), f"Order {order_id}", number=order_id[:20])
    return _rows([order], call, is_detail=True)[0]


@operation("PUT", "orders", body=OrderChange)
def change_orders(call: Call) -> list[dict[str, Any]]:
    """Move up to 100 orders on; all or none."""
    lock_orders(call.bodies)
    rows = []
    for place, body in enumerate(call.bodies):
        with in_entry(place):
            if "order_id" not in body:
                raise wrong("order_id", "The order is required.")
            rows.append({"order_id": body["order_id"]} | change_order(call, body["order_id"], body))
    return rows


@operation("PUT", "orders/{order_id}", body=OrderChange)
def change_one_order(call: Call, order_id: str) -> dict[str, Any]:
    """Prepare, hold or release items of an order, or note that the buyer keeps them."""
    return change_order(call, order_id, call.body)


def change_order(call: Call, number: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """One entry of a change of orders, and its answer. Raises 404, 422."""
    order = order_named(number)
    codes = body.get("order_item_code")
    item_ids = None if codes is None else [item.pk for item in items_named(order, codes)]
    if not {"process_status", "purchase_confirmation"} & body.keys():
        raise wrong("process_status", "process_status or purchase_confirmation is required.")
    if "process_status" in body:
        with refusing("process_status", {StatusRefused: "An item cannot go there from where it stands."}):
            _process(order.pk, body["process_status"], item_ids, call)
    if "purchase_confirmation" in body:
        if not body["purchase_confirmation"]:
            raise wrong("purchase_confirmation", "A purchase that was confirmed stays so.")
        with refusing("purchase_confirmation", {StatusRefused: "Only delivered items can be confirmed."}):
            confirm_purchase(order.pk, item_ids=item_ids, actor=call.actor)
    return {
        "shop_no": order.shop_no,
        "process_status": body.get("process_status", ""),
        "order_item_code": codes or [],
        "purchase_confirmation": "T" if "purchase_confirmation" in body else None,
        "collect_points": "F",
        "show_shipping_address": None,
    }


def _process(order_id: int, step: str, item_ids: Sequence[int] | None, call: Call) -> None:
    if step == "hold":
        hold_items(order_id, item_ids=item_ids, actor=call.actor)
    elif step == "unhold":
        unhold_items(order_id, item_ids=item_ids, actor=call.actor)
    else:
        status = ItemStatus.PREPARING_SHIPMENT if step == "prepare" else ItemStatus.PREPARING_PRODUCT
        prepare_items(order_id, status, item_ids=item_ids, actor=call.actor)


def _wanted(call: Call) -> Any:
    has_others = len(call.caller.shops) > 1
    return matching(call.params, call.shop_no if has_others else None)


def _rows(orders: Sequence[Order], call: Call, *, is_detail: bool = False) -> list[dict[str, Any]]:
    order_ids = [order.pk for order in orders]
    items = items_by_order(order_ids, whole="items" in call.embed)
    known = DETAIL_EMBEDS if is_detail else LIST_EMBEDS
    more = embedded(orders, items, call.embed & known.keys())
    return [order_row(order, items[order.pk], is_detail=is_detail) | more[order.pk] for order in orders]
