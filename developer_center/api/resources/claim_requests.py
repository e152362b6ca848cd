"""Cancellations, returns and exchanges that shoppers ask for, brought in or turned down by an app. Shapes: (C)."""

from __future__ import annotations

from typing import Any, Final

from developer_center.api.call import Call
from developer_center.api.errors import in_entry
from developer_center.api.operation import operation
from developer_center.api.resources.claim_bodies import NewClaim, RequestChange
from developer_center.api.resources.claim_making import order_of, refuse_request, request_row, wish_of
from developer_center.api.resources.claim_steps import ask, claim_refusals
from developer_center.api.resources.order_codes import lock_orders, order_named
from orders.models import Claim

REQUESTED: Final = "{shop_no:int, order_id:str, claim_code:str, order_item_code:[str], undone:TF}"
NAMES: Final = {
    "cancellationrequests": Claim.Kind.CANCEL,
    "returnrequests": Claim.Kind.RETURN,
    "exchangerequests": Claim.Kind.EXCHANGE,
}


def _register(name: str, kind: Claim.Kind) -> None:
    @operation("POST", name, body=NewClaim, answers=f"{{{name}:[{REQUESTED}]}}")
    def ask_many(call: Call) -> list[dict[str, Any]]:
        """Ask, for shoppers, for claims that wait for a decision; their time to ask counts (R3.123). All or none."""
        lock_orders(call.bodies)
        rows = []
        for place, body in enumerate(call.bodies):
            with in_entry(place):
                order = order_of(body)
                with claim_refusals("items"):
                    claim = ask(order, wish_of(kind, order, body), call.actor, by_shopper=True)
                rows.append(request_row(claim, order, is_undone=False))
        return rows

    @operation("PUT", name, body=RequestChange, answers=f"{{{name}:[{REQUESTED}]}}")
    def refuse_many(call: Call) -> list[dict[str, Any]]:
        """Turn requests down with a reason; all or none."""
        lock_orders(call.bodies)
        rows = []
        for place, body in enumerate(call.bodies):
            with in_entry(place):
                rows.append(refuse_request(call, kind, order_of(body), body))
        return rows


for _name, _kind in NAMES.items():
    _register(_name, _kind)


@operation("PUT", "orders/{order_id}/exchangerequests", body=RequestChange, answers=f"{{exchangerequests:{REQUESTED}}}")
def refuse_exchange(call: Call, order_id: str) -> dict[str, Any]:
    """Turn down the exchange that was asked for on items of an order."""
    return refuse_request(call, Claim.Kind.EXCHANGE, order_named(order_id), call.body)
