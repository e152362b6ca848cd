"""Make claims, take them on and turn them down as the wire asks; used by all three kinds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.models import Variant
from developer_center.api.call import Call
from developer_center.api.errors import refusing, wrong
from developer_center.api.resources.claim_rows import claim_word, rows_of
from developer_center.api.resources.claim_steps import (
    STEPS,
    ClaimWish,
    advance,
    claim_open_of,
    claim_refusals,
    open_claim,
    refuse,
    withdraw,
)
from developer_center.api.resources.order_codes import item_code, items_named, order_named
from developer_center.wire import tf, variant_place_of
from orders.domain.cancel_unpaid import NotUnpaid, cancel_unpaid
from orders.domain.claims.request import BankAccount
from orders.models import Claim, Order, OrderItem, OrderStage

Kind = Claim.Kind


def new_claim(call: Call, kind: str, order: Order, body: Mapping[str, Any]) -> dict[str, Any]:
    """Make a claim and take it as far as `status` says. Raises 422."""
    word = body.get("status", next(iter(STEPS[kind])))
    _check_word(kind, word)
    if kind == Kind.CANCEL and order.stage == OrderStage.AWAITING_PAYMENT:
        return _cancel_unpaid(call, order, body)
    wish = wish_of(kind, order, body)
    with claim_refusals("items"):
        claim = advance(open_claim(order, wish, call.actor), word, call.actor, restocks=body.get("recover_inventory"))
    return made_row(claim, order)


def change_claim(call: Call, claim: Claim, body: Mapping[str, Any]) -> dict[str, Any]:
    """Take a claim a step on, or back. Raises 422."""
    order = claim.order
    if body.get("undone"):
        with claim_refusals("undone"):
            claim = withdraw(claim, call.actor)
    elif "status" in body:
        _check_word(claim.kind, body["status"])
        with claim_refusals("status"):
            claim = advance(claim, body["status"], call.actor, restocks=body.get("recover_inventory"))
    else:
        raise wrong("status", "status or undone is required.")
    rows = rows_of(claim)
    return {
        "shop_no": order.shop_no,
        "order_id": order.number,
        "claim_code": claim.code,
        "status": claim_word(claim),
        "recover_inventory": tf(any(row.restocks for row in rows)),
        "items": [{"order_item_code": item_code(order, row.item.line_no)} for row in rows],
        "undone": tf(body.get("undone")),
        "undone_reason_type": body.get("undone_reason_type") or None,
        "undone_reason": body.get("undone_reason", ""),
        "add_memo_too": "F",
        "expose_order_detail": "F",
        "exposed_undone_reason": "",
    }


def _check_word(kind: str, word: str) -> None:
    if word not in STEPS[kind]:
        raise wrong("status", f"status is one of {', '.join(STEPS[kind])}.")


def _cancel_unpaid(call: Call, order: Order, body: Mapping[str, Any]) -> dict[str, Any]:
    """Before payment an order is cancelled as a whole, without a claim: nothing is paid back."""
    items = list(OrderItem.objects.filter(order=order).order_by("line_no"))
    named = [item.pk for item in items_named(order, [one["order_item_code"] for one in body.get("items", [])], "items")]
    if named and set(named) != {item.pk for item in items}:
        raise wrong("items", "Before payment an order is cancelled as a whole.")
    with refusing("order_id", {NotUnpaid: "The order has been paid in the meantime."}):
        cancel_unpaid(order.pk, reason=body["reason"], actor=call.actor)
    inside = [{"order_item_code": item_code(order, item.line_no), "quantity": item.quantity} for item in items]
    return {
        "shop_no": order.shop_no,
        "order_id": order.number,
        "status": "canceled",
        "claim_code": "",
        "items": inside,
    }


def wish_of(kind: str, order: Order, body: Mapping[str, Any]) -> ClaimWish:
    quantities, variants = _pieces(order, body.get("items"))
    return ClaimWish(
        kind,
        quantities,
        body.get("reason_type") or body["claim_reason_type"],
        body["reason"],
        variants,
        BankAccount(body["refund_bank_name"], body["refund_bank_account_no"], body["refund_bank_account_holder"]),
    )


def _pieces(order: Order, wanted: list[Mapping[str, Any]] | None) -> tuple[dict[int, int], dict[int, int]]:
    """Item key -> pieces, and item key -> variant that goes out instead; without items, every line as it stands."""
    if wanted is None:
        return dict(OrderItem.objects.filter(order=order).values_list("pk", "quantity")), {}
    items = items_named(order, [one["order_item_code"] for one in wanted], "items")
    pairs = list(zip(items, wanted, strict=True))
    quantities = {item.pk: one.get("quantity", item.quantity) for item, one in pairs}
    codes = {item.pk: one["exchange_variant_code"] for item, one in pairs if "exchange_variant_code" in one}
    return quantities, {item_id: _variant(code) for item_id, code in codes.items()}


def _variant(code: str) -> int:
    place = variant_place_of(code)
    found = Variant.objects.filter(product_id=place[0], position=place[1]).first() if place else None
    if found is None:
        raise wrong("exchange_variant_code", f"{code} is no variant.")
    return int(found.pk)


def made_row(claim: Claim, order: Order) -> dict[str, Any]:
    inside = [
        {"order_item_code": item_code(order, row.item.line_no), "quantity": row.quantity} for row in rows_of(claim)
    ]
    return {
        "shop_no": order.shop_no,
        "order_id": order.number,
        "status": claim_word(claim),
        "claim_code": claim.code,
        "items": inside,
    }


def order_of(body: Mapping[str, Any]) -> Order:
    """The order that an entry names. Raises 404, 422."""
    if "order_id" not in body:
        raise wrong("order_id", "The order is required.")
    return order_named(body["order_id"])


def refuse_request(call: Call, kind: str, order: Order, body: Mapping[str, Any]) -> dict[str, Any]:
    """Turn down the request that the named items are of. Raises 404, 422."""
    if not body.get("undone"):
        raise wrong("undone", "undone is T: a request is accepted by POST of the claim.")
    codes = body.get("order_item_code")
    if not codes:
        raise wrong("order_item_code", "The items are required.")
    claims = {claim.pk: claim for claim in (claim_open_of(kind, item) for item in items_named(order, codes))}
    if len(claims) > 1:
        raise wrong("order_item_code", "The items are of several requests.")
    with claim_refusals("reason"):
        claim = refuse(next(iter(claims.values())), body.get("reason", ""), call.actor)
    return request_row(claim, order, is_undone=True)


def request_row(claim: Claim, order: Order, *, is_undone: bool) -> dict[str, Any]:
    return {
        "shop_no": order.shop_no,
        "order_id": order.number,
        "claim_code": claim.code,
        "order_item_code": [item_code(order, row.item.line_no) for row in rows_of(claim)],
        "undone": tf(is_undone),
    }
