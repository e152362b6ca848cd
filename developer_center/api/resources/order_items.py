"""Items of one order (Appendix A, orders/{id}/items)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from rest_framework import serializers

from accounts.audit import history_of
from developer_center.api.call import Call
from developer_center.api.errors import in_entry, wrong
from developer_center.api.operation import operation
from developer_center.api.params import TF, Int
from developer_center.api.resources.claim_steps import (
    ClaimWish,
    claim_open_of,
    claim_refusals,
    open_claim,
    withdraw,
)
from developer_center.api.resources.order_calculation import REFUSALS as SALE_REFUSALS
from developer_center.api.resources.order_codes import REASON_OF_LETTER, items_named, order_named, variant_ids
from developer_center.api.resources.order_item_rows import claims_of_items, item_row, standing
from developer_center.api.resources.order_rows import items_by_order
from developer_center.wire import moment
from orders.domain.add_items import NotAddable, add_items
from orders.domain.checkout import CheckoutRefused, Line
from orders.models import Claim

KIND_OF_LETTER: Final = {"C": Claim.Kind.CANCEL, "R": Claim.Kind.RETURN, "E": Claim.Kind.EXCHANGE}
HISTORY: Final = (
    "{history:[{shop_no:int, order_item_code:str, action:str, order_status:str, created_date:dt, user_name:str}]}"
)
MOST_ENTRIES: Final = 200
NOT_TOLD_WHEN_ADDED: Final = frozenset(
    {"internal_product_name", "labels", "market_fail_reason_type", "purchaseconfirmation_date"}
)
NOT_ADDABLE: Final = {
    "not_unpaid": "Products can be added until the order is paid or cancelled.",
    "payment_open": "The order is being paid at a gateway, which was told its sum.",
}


class ItemChange(serializers.Serializer[Any]):
    """Body of PUT orders/{order_id}/items/{order_item_code}: a claim on the item, opened or taken back."""

    claim_type = serializers.ChoiceField(choices=sorted(KIND_OF_LETTER))
    claim_status = TF()
    claim_reason_type = serializers.ChoiceField(choices=sorted(REASON_OF_LETTER))
    claim_reason = serializers.CharField(max_length=500, allow_blank=True)
    claim_quantity = Int(min_value=1, max_value=2**31 - 1)


@operation("GET", "orders/{order_id}/items")
def items(call: Call, order_id: str) -> list[dict[str, Any]]:
    """All items of an order in line order, with their newest claims. Three queries."""
    order = order_named(order_id)
    claims = standing(claims_of_items([order.pk]))
    return [item_row(order, item, claims) for item in items_by_order([order.pk], whole=True)[order.pk]]


class NewItem(serializers.Serializer[Any]):
    """An entry of POST orders/{order_id}/items: one piece of a variant. There are no bundles here to take apart."""

    variant_code = serializers.RegexField(r"^[A-Z0-9]{12}$")
    was_product_bundle = TF(required=False, default=False)
    original_bundle_item_no = serializers.CharField(max_length=40, required=False, allow_null=True, allow_blank=True)


@operation("POST", "orders/{order_id}/items", body=NewItem)
def post_items(call: Call, order_id: str) -> list[dict[str, Any]]:
    """Add a line of one piece for each entry to an order that waits for its payment; all of them, or none."""
    order = order_named(order_id)
    for place, body in enumerate(call.bodies):
        if body.get("was_product_bundle") or body.get("original_bundle_item_no"):
            with in_entry(place):
                raise wrong("was_product_bundle", "The order has no bundle that could be taken apart.")
    lines = [Line(variant_id, 1) for variant_id in variant_ids([body["variant_code"] for body in call.bodies])]
    with _adding():
        added = {item.pk for item in add_items(order.pk, lines, actor=call.actor)}
    order.refresh_from_db()
    items = [item for item in items_by_order([order.pk], whole=True)[order.pk] if item.pk in added]
    rows = [item_row(order, item, {}) for item in items]
    return [{name: row[name] for name in row if name not in NOT_TOLD_WHEN_ADDED} for row in rows]


@operation("PUT", "orders/{order_id}/items/{order_item_code}", body=ItemChange)
def put_item(call: Call, order_id: str, order_item_code: str) -> dict[str, Any]:
    """Accept a claim on an item (claim_status T), or take its open claim back (F)."""
    order = order_named(order_id)
    item = items_named(order, [order_item_code])[0]
    body = call.body
    for name in ("claim_type", "claim_status"):
        if name not in body:
            raise wrong(name, f"{name} is required.")
    kind = KIND_OF_LETTER[body["claim_type"]]
    if not body["claim_status"]:
        with claim_refusals("claim_status"):
            withdraw(claim_open_of(kind, item), call.actor)
    else:
        quantity = body.get("claim_quantity", item.quantity)
        wish = ClaimWish(kind, {item.pk: quantity}, body.get("claim_reason_type", "I"), body.get("claim_reason", ""))
        with claim_refusals("order_item_code"):
            open_claim(order, wish, call.actor)
    return {
        "shop_no": order.shop_no,
        "order_id": order.number,
        "order_item_code": order_item_code,
        "claim_type": body["claim_type"],
        "claim_status": "T" if body["claim_status"] else "F",
        "claim_reason_type": body.get("claim_reason_type", "I"),
        "claim_reason": body.get("claim_reason", ""),
        "claim_quantity": body.get("claim_quantity", item.quantity),
        "multi_invoice": [],
        "shipping_expected_date": None,
    }


@contextmanager
def _adding() -> Iterator[None]:
    try:
        yield
    except NotAddable as error:
        raise wrong("order_id", NOT_ADDABLE[error.code]) from error
    except CheckoutRefused as error:
        raise wrong("variant_code", SALE_REFUSALS[error.code]) from error


@operation("GET", "orders/{order_id}/items/{order_item_code}/history", answers=HISTORY)
def item_history(call: Call, order_id: str, order_item_code: str) -> list[dict[str, Any]]:
    """What was done to an item, newest first. Shape: not in our contract (C)."""
    order = order_named(order_id)
    items_named(order, [order_item_code])
    claims = Claim.objects.filter(order=order)
    entries = history_of(order, *claims)[:MOST_ENTRIES]
    codes = {row.claim_id for row in claims_of_items([order.pk]) if f"{row.item.line_no:02d}" == order_item_code[-2:]}
    return [
        {
            "shop_no": order.shop_no,
            "order_item_code": order_item_code,
            "action": entry.action,
            "order_status": str(entry.after.get("status", "")),
            "created_date": moment(entry.at),
            "user_name": entry.actor_kind,
        }
        for entry in entries
        if order_item_code in entry.after.get("items", [])
        or (entry.object_type == "claim" and entry.object_id in codes)
    ]
