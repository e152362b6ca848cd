"""Cancellations, returns and exchanges (wire contract, Appendix B, order; shapes not in our contract are (C))."""

from __future__ import annotations

from typing import Any, Final

from developer_center.api.call import Call
from developer_center.api.errors import in_entry, wrong
from developer_center.api.operation import operation
from developer_center.api.resources.claim_bodies import ClaimChange, NewClaim
from developer_center.api.resources.claim_making import change_claim, new_claim, order_of
from developer_center.api.resources.claim_rows import CLAIM_SHAPE, claim_row, rows_of
from developer_center.api.resources.order_codes import claim_named, lock_orders, order_named
from orders.models import Claim

KINDS: Final = {"cancellation": Claim.Kind.CANCEL, "return": Claim.Kind.RETURN, "exchange": Claim.Kind.EXCHANGE}
MADE: Final = "{shop_no:int, order_id:str, status:str, claim_code:str, items:[{order_item_code:str, quantity:int}]}"
CHANGED: Final = (
    "{shop_no:int, order_id:str, claim_code:str, status:str, recover_inventory:TF, items:[{order_item_code:str}], "
    "undone:TF, add_memo_too:TF, undone_reason_type:code1, undone_reason:str, expose_order_detail:TF, "
    "exposed_undone_reason:str}"
)


def _answers(name: str, shape: str, *, in_contract: bool) -> str:
    return "" if in_contract else f"{{{name}:{shape}}}"


def _register_of_order(name: str, kind: Claim.Kind) -> None:
    """Claims of one order; the contract says what those of cancellations answer."""
    is_known = kind == Claim.Kind.CANCEL

    @operation("POST", f"orders/{{order_id}}/{name}", body=NewClaim, answers=_answers(name, MADE, in_contract=is_known))
    def make_one(call: Call, order_id: str) -> dict[str, Any]:
        """Make a claim on items of an order, and take it as far as `status` says."""
        return new_claim(call, kind, order_named(order_id), call.body)

    @operation(
        "PUT",
        f"orders/{{order_id}}/{name}/{{claim_code}}",
        body=ClaimChange,
        answers=_answers(name, CHANGED, in_contract=is_known),
    )
    def change_one(call: Call, order_id: str, claim_code: str) -> dict[str, Any]:
        """Take a claim a step on, or back (`undone`)."""
        row = change_claim(call, claim_named(kind, claim_code, order_named(order_id)), call.body)
        if is_known:
            del row["status"]
        return row


def _register_of_mall(name: str, kind: Claim.Kind) -> None:
    """Claims by their code, and many at once."""

    @operation("GET", f"{name}/{{claim_code}}", answers=f"{{{name}:{CLAIM_SHAPE}}}")
    def one(call: Call, claim_code: str) -> dict[str, Any]:
        """One claim with its items, and what it gives back. Shape: not in our contract (C)."""
        claim = claim_named(kind, claim_code)
        return claim_row(claim, claim.order, rows_of(claim))

    @operation("POST", name, body=NewClaim, answers=f"{{{name}:[{MADE}]}}")
    def make_many(call: Call) -> list[dict[str, Any]]:
        """Make claims on up to 100 orders; all or none. Shape: as that of one (C)."""
        lock_orders(call.bodies)
        rows = []
        for place, body in enumerate(call.bodies):
            with in_entry(place):
                rows.append(new_claim(call, kind, order_of(body), body))
        return rows

    @operation("PUT", name, body=ClaimChange, answers=f"{{{name}:[{CHANGED}]}}")
    def change_many(call: Call) -> list[dict[str, Any]]:
        """Take up to 10 claims a step on, or back; all or none. Shape: as that of one (C)."""
        lock_orders(call.bodies)
        rows = []
        for place, body in enumerate(call.bodies):
            with in_entry(place):
                order = order_of(body)
                if "claim_code" not in body:
                    raise wrong("claim_code", "The claim is required.")
                rows.append(change_claim(call, claim_named(kind, body["claim_code"], order), body))
        return rows


@operation(
    "POST",
    "orders/{order_id}/shortagecancellation",
    body=NewClaim,
    answers=_answers("shortagecancellation", MADE, in_contract=False),
)
def cancel_for_shortage(call: Call, order_id: str) -> dict[str, Any]:
    """Cancel, at the store's cost, what it cannot send for want of stock. Nothing goes back on the shelf (C)."""
    body = {**call.body, "status": "canceled", "reason_type": "H", "recover_inventory": False}
    return new_claim(call, Claim.Kind.CANCEL, order_named(order_id), body)


for _name, _kind in KINDS.items():
    _register_of_order(_name, _kind)
    _register_of_mall(_name, _kind)
