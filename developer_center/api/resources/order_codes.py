"""Codes of orders on the wire, and what they stand for here (wire contract 2.3, 2.7)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from django.db.models import QuerySet

from accounts.row_ids import row_id
from catalog.models import Variant
from developer_center.api.errors import ApiError, found, wrong
from developer_center.wire import variant_place_of
from developer_center.wire_orders import shipping_code_of
from orders.models import Carrier, Claim, Order, OrderItem, Parcel

Method = Order.PaymentMethod

# Our way to pay -> code and name. The test gateway stands for payment by card.
METHODS: Final[dict[str, tuple[str, str]]] = {
    Method.BANK_TRANSFER: ("cash", "Bank transfer"),
    Method.TEST_GATEWAY: ("card", "Credit card"),
    Method.NOTHING_DUE: ("point", "Nothing to pay"),
}
METHOD_OF_CODE: Final = {code: method for method, (code, _name) in METHODS.items()}

# Reasons as Cafe24's manual letters them: A change of mind, B delay, C no delivery there, D packing, E dissatisfied,
# F not as described, G service, H sold out, I other, J wrong delivery, K defect, L export or customs.
Reason = Claim.Reason
REASON_OF_LETTER: Final = {
    "A": Reason.CHANGE_OF_MIND,
    "B": Reason.DELAY,
    "C": Reason.OTHER,
    "D": Reason.DEFECT,
    "E": Reason.CHANGE_OF_MIND,
    "F": Reason.DEFECT,
    "G": Reason.OTHER,
    "H": Reason.OTHER,
    "I": Reason.OTHER,
    "J": Reason.WRONG_ITEM,
    "K": Reason.DEFECT,
    "L": Reason.OTHER,
}
# Not the customer's doing, whatever our own reason is: packing, description, sold out, defect.
LETTERS_OF_SELLER: Final = frozenset("DFHK")
SUPPLIER: Final = "S0000000"
CARRIERS: Final[dict[int, Carrier]] = dict(enumerate(Carrier, start=1))
CARRIER_IDS: Final[dict[str, int]] = {carrier.value: number for number, carrier in CARRIERS.items()}
SHIPPING_CODE: Final = re.compile(r"D-(?P<number>\d{8}-\d{7})-(?P<place>\d{2,4})")


def item_code(order: Order, line_no: int) -> str:
    """`20261123-0000001-01`."""
    return f"{order.number}-{line_no:02d}"


def shipping_code(order: Order, parcel_no: int = 1) -> str:
    """The code of a parcel of an order."""
    return shipping_code_of(order.number, parcel_no)


def parcel_no_of(order: Order, code: str) -> int:
    """The parcel that a shipping code names. Raises 404 for a code of another order, or of none."""
    match = SHIPPING_CODE.fullmatch(code)
    if match is None or match["number"] != order.number:
        raise ApiError(404, f"Shipping code {code} was not found.")
    return int(match["place"]) + 1


def order_named(number: str) -> Order:
    """The order of the open mall with this number. Raises 404."""
    orders: QuerySet[Order] = Order.objects.select_related("customer")
    return found(orders, f"Order {number}", number=number[:20])


def lock_orders(bodies: Iterable[Mapping[str, Any]]) -> None:
    """Lock the orders that the entries of a batch name, by key: two batches about the same orders wait, not collide."""
    lock_numbers({str(body["order_id"])[:20] for body in bodies if "order_id" in body})


def lock_numbers(numbers: Collection[str]) -> None:
    """Lock the orders with these numbers, by key."""
    list(Order.objects.select_for_update().filter(number__in=numbers).order_by("pk").values_list("pk", flat=True))


def parcel_named(order: Order, code: str) -> Parcel:
    """Raises 404."""
    parcels: QuerySet[Parcel] = Parcel.objects.filter(order=order)
    return found(parcels, f"Shipping code {code}", parcel_no=parcel_no_of(order, code))


def claim_named(kind: str, code: str, order: Order | None = None) -> Claim:
    """A claim of this kind (and order). Raises 404."""
    claims: QuerySet[Claim] = Claim.objects.filter(kind=kind).select_related("order", "order__customer")
    return found(claims if order is None else claims.filter(order=order), f"Claim {code}", code=code[:30])


def line_no_of(order: Order, code: str, field: str = "order_item_code") -> int:
    """The line that an item code names. Raises 422 for the code of another order, or of none."""
    number, _dash, line = code.rpartition("-")
    line_no = row_id(line)
    if number != order.number or line_no is None or line_no > 32767:
        raise wrong(field, f"{code} is no item of order {order.number}.")
    return line_no


def items_named(order: Order, codes: list[str], field: str = "order_item_code") -> list[OrderItem]:
    """Items of an order in the order of their codes. Raises 422 where one is none of its items."""
    lines = [line_no_of(order, code, field) for code in codes]
    rows = {item.line_no: item for item in OrderItem.objects.filter(order=order, line_no__in=lines)}
    missing = [code for code, line in zip(codes, lines, strict=True) if line not in rows]
    if missing:
        raise wrong(field, f"{missing[0]} is no item of order {order.number}.")
    return [rows[line] for line in lines]


def variant_ids(codes: Sequence[str], field: str = "variant_code") -> list[int]:
    """Keys of the variants that codes name, in their order. Raises 422 where one is no variant. One query."""
    places = {code: variant_place_of(code) for code in codes}
    rows = Variant.objects.filter(product__in={place[0] for place in places.values() if place})
    keys = {(row.product_id, row.position): row.pk for row in rows}
    unknown = [code for code in codes if places[code] not in keys]
    if unknown:
        raise wrong(field, f"{unknown[0]} is no variant.")
    return [keys[places[code]] for code in codes]  # type: ignore[index]


def reason_of(letter: str, kind: str) -> str:
    """Why, from a letter; "other" for what this kind of claim does not know, as a cancellation knows no defect."""
    reason = REASON_OF_LETTER.get(letter or "I", Reason.OTHER)
    return Reason.OTHER.value if kind == Claim.Kind.CANCEL and reason == Reason.DEFECT else reason.value
