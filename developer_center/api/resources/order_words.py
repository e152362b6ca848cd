"""Carriers, and how the statuses of items are called. Shapes: not in our contract (C)."""

from __future__ import annotations

from typing import Any, Final

from developer_center.api.call import Call
from developer_center.api.errors import not_found
from developer_center.api.operation import operation
from developer_center.api.resources.order_codes import CARRIERS
from orders.models import Carrier, ItemStatus

CARRIER: Final = (
    "{shop_no:int, carrier_id:int, shipping_carrier_code:str, shipping_carrier:str, shipping_type:code1, "
    "contact:str, default_shipping_carrier:TF, homepage_url:str}"
)
STATUS: Final = "{shop_no:int, status_name_id:int, status_code:str, basic_name:str, custom_name:str}"
ABROAD: Final = frozenset({Carrier.EMS, Carrier.DHL, Carrier.FEDEX, Carrier.UPS})


@operation("GET", "carriers", answers=f"{{carriers:[{CARRIER}]}}")
def carriers(call: Call) -> list[dict[str, Any]]:
    """The shipping companies that parcels may go with; they are the same for every store."""
    return [_carrier_row(call, number) for number in CARRIERS]


@operation("GET", "carriers/{carrier_id}", answers=f"{{carrier:{CARRIER}}}")
def one_carrier(call: Call, carrier_id: str) -> dict[str, Any]:
    """One of them by its number."""
    number = next((number for number in CARRIERS if str(number) == carrier_id), None)
    if number is None:
        raise not_found(f"Carrier {carrier_id}")
    return _carrier_row(call, number)


@operation("GET", "orders/status", answers=f"{{status:[{STATUS}]}}")
def statuses(call: Call) -> list[dict[str, Any]]:
    """Every status that an item may have, with its name; names are not the store's own."""
    return [
        {
            "shop_no": call.shop_no,
            "status_name_id": number,
            "status_code": status.value,
            "basic_name": str(status.label),
            "custom_name": str(status.label),
        }
        for number, status in enumerate(ItemStatus, start=1)
    ]


def _carrier_row(call: Call, number: int) -> dict[str, Any]:
    carrier = CARRIERS[number]
    return {
        "shop_no": call.shop_no,
        "carrier_id": number,
        "shipping_carrier_code": carrier.value,
        "shipping_carrier": str(carrier.label),
        "shipping_type": "B" if carrier in ABROAD else "A",
        "contact": "",
        "default_shipping_carrier": "T" if number == 1 else "F",
        "homepage_url": "",
    }
