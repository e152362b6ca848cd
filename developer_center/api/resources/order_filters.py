"""Orders that fit the filters of the wire, as conditions that row security leaves to an index (design 3.5).

Equality and ranges only. What has no index of its own (a recipient, a first order) is read within the period, which is
required; what few rows have (claims, coupons, products) leads through those rows; what many orders have (a status after
shipping) is looked up order by order, newest first.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import IsNull

from developer_center.api.resources.order_codes import CARRIERS, METHOD_OF_CODE, SUPPLIER
from developer_center.wire import product_id_of
from orders.folding import digits, folded_name
from orders.models import Claim, Customer, DiscountUse, Order, OrderItem, OrderItemLabel, OrderStage, Parcel, Refund
from orders.models.customer import GROUP_NO
from orders.models.status import SHIPPED

NOTHING: Final = Q(pk__in=[])
EVERYTHING: Final = Q()
CLAIM_KINDS: Final = {"cancel": Claim.Kind.CANCEL, "exchange": Claim.Kind.EXCHANGE, "return": Claim.Kind.RETURN}
CLAIM_TIMES: Final = {"request": "requested_at", "accept": "decided_at", "complete": "finished_at"}

# Filters about facts that no order here has: the values that leave the list as it is; any other finds nothing.
FACTLESS: Final[dict[str, frozenset[str]]] = {
    "supplier_id": frozenset({SUPPLIER}),
    "order_place_id": frozenset({"cafe24"}),
    "subscription": frozenset({"F"}),
    "multiple_addresses": frozenset({"F"}),
    "market_cancel_request": frozenset({"F"}),
    "name_furigana": frozenset(),
    "payment_gateway_name": frozenset(),
    "inflow_path": frozenset(),
    "market_order_no": frozenset(),
    "market_seller_id": frozenset(),
    "wished_carrier_id": frozenset(),
}


def matching(wanted: Mapping[str, Any], shop_no: int | None = None) -> QuerySet[Order]:
    """Orders of the open mall that fit; `shop_no` None where the mall has one shop only."""
    condition = EVERYTHING if shop_no is None else Q(shop_no=shop_no)
    for name, values in wanted.items():
        if name in FACTLESS:
            condition &= EVERYTHING if FACTLESS[name] & set(values) else NOTHING
        elif name in CONDITIONS:
            condition &= CONDITIONS[name](values)
    if "start_date" in wanted:
        condition &= _in_period(wanted["date_type"], wanted["start_date"], wanted["end_date"])
    rows: QuerySet[Order] = Order.objects.filter(condition)
    if "receiver_address" in wanted:
        # Not LIKE, whose guess of the rows is far too low; it is compared within the period.
        found = StrIndex("receiver_address1", Value(wanted["receiver_address"]))
        rows = rows.alias(address_place=found).filter(address_place__gt=0)
    return rows


def page_of(rows: QuerySet[Order], wanted: Mapping[str, Any], *, limit: int, offset: int) -> tuple[list[int], bool]:
    """Keys of a page, newest first (by payment for date_type pay_date), and whether more follow. One query.

    Only keys are asked for: a deep offset then walks an index, and no order is read that is not shown.
    """
    at = "paid_at" if wanted.get("date_type") == "pay_date" and "start_date" in wanted else "placed_at"
    keys = list(rows.order_by(f"-{at}", "-id").values_list("pk", flat=True)[offset : offset + limit + 1])
    return keys[:limit], len(keys) > limit


def _statuses(values: Collection[str]) -> Q:
    """Items of a status: few wait or are in a claim, so those lead; many were sent, so those are looked up."""
    shipped = [value for value in values if value in SHIPPED]
    others = [value for value in values if value not in SHIPPED]
    condition = _has(OrderItem, status__in=shipped) if shipped else NOTHING
    return condition | _among(OrderItem.objects.filter(status__in=others)) if others else condition


def _payment_statuses(values: Collection[str]) -> Q:
    """F unpaid, T confirmed by the store (a transfer), P through a gateway; M and A never happen here."""
    condition = NOTHING
    if "F" in values:
        condition |= Q(stage=OrderStage.AWAITING_PAYMENT) | Q(payment_status=Order.PaymentStatus.CANCELLED)
    transfer = Order.PaymentMethod.BANK_TRANSFER
    if "T" in values:
        condition |= Q(paid_at__isnull=False, payment_method=transfer)
    if "P" in values:
        condition |= Q(paid_at__isnull=False) & ~Q(payment_method=transfer)
    return condition


def _member_types(values: Collection[str]) -> Q:
    wanted = set(values)
    return EVERYTHING if {"2", "3"} <= wanted else Q(customer__isnull=wanted == {"3"})


def _groups(values: Collection[int]) -> Q:
    """All members are of the one group."""
    return Q(customer__isnull=False) if GROUP_NO in values else NOTHING


def _refund_statuses(values: Collection[str]) -> Q:
    """F refund not done yet, T all of what was paid, M a part of it."""
    condition = NOTHING
    if "F" in values:
        condition |= _among(Refund.objects.filter(state__in=[Refund.State.WAITING, Refund.State.FAILED]))
    statuses = {"T": Order.PaymentStatus.REFUNDED, "M": Order.PaymentStatus.PART_REFUNDED}
    return condition | Q(payment_status__in=[status for letter, status in statuses.items() if letter in values])


def _methods(values: Collection[str]) -> Q:
    return Q(payment_method__in=[METHOD_OF_CODE[value] for value in values if value in METHOD_OF_CODE])


def _products(numbers: Collection[int]) -> Q:
    return _among(OrderItem.objects.filter(product__in=list(numbers)))


def _product_codes(values: Collection[str]) -> Q:
    return _products([number for number in map(product_id_of, values) if number is not None])


def _members(column: str, values: Collection[str]) -> Q:
    wanted = Customer.objects.filter(**{f"{column}__in": [value.casefold() for value in values]})
    return Q(customer__in=wanted.values("pk"))


def _carriers(numbers: Collection[int]) -> Q:
    return _has(Parcel, carrier__in=[CARRIERS[number].value for number in numbers if number in CARRIERS])


def _phones(values: Collection[str]) -> Q:
    return Q(buyer_phone_digits__in=[digits(value) for value in values])


CONDITIONS: Final[dict[str, Callable[[Any], Q]]] = {
    "order_id": lambda values: Q(number_digits__in=[digits(value) for value in values]),
    "order_status": _statuses,
    "payment_status": _payment_statuses,
    "member_type": _member_types,
    "group_no": _groups,
    "buyer_name": lambda values: Q(buyer_name_folded__in=[folded_name(value) for value in values]),
    "receiver_name": lambda values: Q(receiver_name__in=values),
    "member_id": lambda values: _members("member_id_folded", values),
    "member_email": lambda values: _members("email_folded", values),
    "buyer_email": lambda values: Q(buyer_email_folded__in=[value.casefold() for value in values]),
    "buyer_phone": _phones,
    "buyer_cellphone": _phones,
    "product_no": _products,
    "product_code": _product_codes,
    "carrier_id": _carriers,
    "payment_method": _methods,
    "discount_method": lambda values: Q(coupon_amount__gt=0) if "discount_code" in values else NOTHING,
    "discount_code": lambda values: _among(DiscountUse.objects.filter(discount__code__in=values)),
    "labels": lambda values: _among(OrderItemLabel.objects.filter(name__in=values)),
    "refund_status": _refund_statuses,
    "first_order": lambda is_first: Q(is_first_order=is_first),
}


def _in_period(date_type: str, starts_at: Any, ends_at: Any) -> Q:
    """What happens to an order happens after it was placed, so the end bounds the order date too."""
    span = {"{}__gte": starts_at, "{}__lte": ends_at}

    def between(column: str) -> dict[str, Any]:
        return {name.format(column): at for name, at in span.items()}

    if date_type in {"order_date", "place_date"}:
        return Q(**between("placed_at"))
    if date_type == "pay_date":
        return Q(**between("paid_at"))
    return Q(placed_at__lte=ends_at) & _event(date_type, between)


def _event(date_type: str, between: Callable[[str], dict[str, Any]]) -> Q:
    if date_type == "shipbegin_date":
        return _among(Parcel.objects.filter(**between("shipped_at")))
    if date_type == "shipend_date":
        return _among(Parcel.objects.filter(**between("delivered_at")))
    if date_type == "purchaseconfirmation_date":
        return _among(OrderItem.objects.filter(**between("confirmed_at")))
    if date_type == "cancel_date":
        claims = Claim.objects.filter(kind=Claim.Kind.CANCEL, items__isnull=False, **between("finished_at"))
        return Q(**between("cancelled_at")) | _among(claims)
    kind, what, _date = date_type.split("_")
    return _among(Claim.objects.filter(kind=CLAIM_KINDS[kind], **between(CLAIM_TIMES[what])))


def _among(rows: QuerySet[Any]) -> Q:
    """Orders that these rows lead to."""
    return Q(pk__in=rows.order_by().values("order_id"))


def _has(model: Any, **conditions: Any) -> Q:
    """That an order has such a row, looked up order by order (as orders.queries.order_filter does)."""
    rows = model.objects.filter(order=OuterRef("pk"), **conditions)
    return Q(IsNull(Subquery(rows.order_by().values("pk")[:1]), False))
