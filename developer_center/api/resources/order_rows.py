"""Orders as rows of the wire (Appendix A, orders)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from typing import Any, Final

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum

from accounts.models import Mall
from accounts.prepared import Given, IsAnyOf, PreparedQuery
from developer_center.api.resources.order_amounts import actual_sums, initial_sums
from developer_center.api.resources.order_codes import METHODS, SUPPLIER, item_code
from developer_center.wire import dec2, dec4, moment, tf
from orders.models import Claim, Order, OrderItem, OrderStage
from orders.models.customer import GROUP_NO
from orders.models.status import BEFORE_SHIPPING, CANCELLED, SHIPPED
from orders.queries.label_names import with_labels

SHIPPING_STATUS: Final[dict[str, str]] = {
    OrderStage.HELD: "W",
    OrderStage.IN_TRANSIT: "M",
    OrderStage.DELIVERED: "T",
}


def with_facts(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Orders with what a row needs beside their items, in one query."""
    done = Claim.objects.filter(order=OuterRef("pk"), state=Claim.State.DONE)
    back = done.order_by().values("order").annotate(total=Sum("shipping_refund")).values("total")
    home = Mall.objects.filter(pk=OuterRef("mall_id")).values("country")
    rows: QuerySet[Order] = orders.select_related("customer").annotate(fee_back=Subquery(back), home=Subquery(home))
    return rows


def orders_by_id(order_ids: Sequence[int]) -> list[Order]:
    """Orders in the order of their keys as given; one query, none for none."""
    if not order_ids:
        return []
    found = {order.pk: order for order in ORDERS.rows(order_ids=list(order_ids))}
    return [found[order_id] for order_id in order_ids if order_id in found]


def items_by_order(order_ids: Collection[int], *, whole: bool) -> dict[int, list[OrderItem]]:
    """Items of orders, in line order; `whole`: with product, variant, parcel and labels, for rows of their own.

    One query.
    """
    if not order_ids:
        return {}
    found: dict[int, list[OrderItem]] = {order_id: [] for order_id in order_ids}
    for item in (WHOLE_ITEMS if whole else ITEMS).rows(order_ids=list(order_ids)):
        found[item.order_id].append(item)
    return found


def _items() -> QuerySet[OrderItem]:
    rows: QuerySet[OrderItem] = OrderItem.objects.filter(IsAnyOf(F("order_id"), Given("order_ids")))
    return rows.order_by("order_id", "line_no")


ORDERS: Final[PreparedQuery[Order]] = PreparedQuery(
    lambda: with_facts(Order.objects.filter(IsAnyOf(F("pk"), Given("order_ids")))), plans_anew=True
)
ITEMS: Final[PreparedQuery[OrderItem]] = PreparedQuery(_items, plans_anew=True)
WHOLE_ITEMS: Final[PreparedQuery[OrderItem]] = PreparedQuery(
    lambda: with_labels(_items().select_related("product", "variant", "parcel", "replaces")), plans_anew=True
)


def order_row(order: Order, items: Sequence[OrderItem], *, is_detail: bool = False) -> dict[str, Any]:
    """One order of `with_facts`. The list says the member's email, one order says the member's group instead."""
    customer, fee_back = order.customer, Decimal(getattr(order, "fee_back", None) or 0)
    row = {
        "shop_no": order.shop_no,
        "currency": order.currency,
        "order_id": order.number,
        "member_id": customer.member_id if customer else "",
        "member_authentication": tf(customer),
        "initial_order_amount": initial_sums(order).row(),
        "actual_order_amount": actual_sums(order, items, fee_back).row(),
        **_payment(order),
        "canceled": canceled_of(items),
        "cancel_date": moment(order.cancelled_at),
        "order_date": moment(order.placed_at),
        "first_order": tf(order.is_first_order),
        **_place(),
        **_shipping(order, items, fee_back),
        **_defaults(),
    }
    if is_detail:
        return row | {"customer_group_no_when_ordering": GROUP_NO if customer else 0}
    return row | {"member_email": customer.email if customer else "", "market_discount_info": None}


def canceled_of(items: Iterable[OrderItem]) -> str:
    """T where every item was cancelled, M where some were, else F."""
    ended = [item.status in CANCELLED for item in items]
    if not any(ended):
        return "F"
    return "T" if all(ended) else "M"


def shipping_status_of(order: Order, items: Iterable[OrderItem]) -> str:
    """F before shipping, M on its way or partly sent, T delivered, W held, X cancelled before anything was sent."""
    known = {item.status for item in items}
    if order.stage == OrderStage.CLOSED:
        return "X" if known <= CANCELLED else "T"
    if known & SHIPPED and known & BEFORE_SHIPPING:
        return "M"
    return SHIPPING_STATUS.get(order.stage, "F")


def payment_words(method: str) -> tuple[list[str], list[str]]:
    """Codes and names of a way to pay, as the arrays the wire has."""
    code, name = METHODS.get(method, ("point", method))
    return [code], [name]


def _payment(order: Order) -> dict[str, Any]:
    codes, names = payment_words(order.payment_method)
    return {
        "billing_name": order.payer_name or order.buyer_name,
        "bank_code": "",
        "bank_code_name": "",
        "payment_method": codes,
        "payment_method_name": names,
        "first_payment_methods": codes,
        "payment_gateway_names": None,
        "sub_payment_method_name": "",
        "sub_payment_method_code": "",
        "transaction_ids": None,
        "paid": tf(order.paid_at),
        "payment_date": moment(order.paid_at),
        "payment_confirmation": None,
        "use_escrow": "F",
        "bank_account_no": "",
        "bank_account_owner_name": "",
        "payment_amount": dec2(order.paid_amount),
        "easypay_name": "",
        "postpay": "F",
        "commission": dec2(0),
        "naver_point": 0,
        "naverpay_payment_information": "N",
        "loan_status": None,
        "exchange_rate": dec4(1),
    }


def _place() -> dict[str, Any]:
    return {
        "market_id": "self",
        "market_order_no": None,
        "market_seller_id": None,
        "order_from_mobile": "F",
        "order_place_name": "PC shop",
        "order_place_id": "cafe24",
        "social_member_code": None,
        "social_name": None,
    }


def _shipping(order: Order, items: Sequence[OrderItem], fee_back: Decimal) -> dict[str, Any]:
    is_abroad = order.receiver_country != getattr(order, "home", order.receiver_country)
    nothing = dec2(0)
    return {
        "shipping_type": "B" if is_abroad else "A",
        "shipping_type_text": "Overseas" if is_abroad else "Domestic",
        "shipping_status": shipping_status_of(order, items),
        "shipping_fee_detail": [
            {
                "shipping_group_code": 1,
                "supplier_code": SUPPLIER,
                "shipping_fee": dec2(order.shipping_fee),
                "cancel_shipping_fee": nothing,
                "additional_shipping_fee": nothing,
                "refunded_shipping_fee": dec2(fee_back),
                "return_shipping_fee": nothing,
                "items": [item_code(order, item.line_no) for item in items],
            }
        ],
        "regional_surcharge_detail": [],
        "additional_shipping_fee": nothing,
        "international_shipping_insurance": nothing,
        "additional_handling_fee": nothing,
        "wished_delivery_date": "",
        "wished_delivery_time": None,
        "wished_carrier_id": None,
        "wished_carrier_name": None,
        "return_confirmed_date": None,
        "show_shipping_address": "T",
        "store_pickup": "F",
        "multiple_addresses": "F",
    }


def _defaults() -> dict[str, Any]:
    """What the contract has and this platform has no facts of."""
    return {
        "admin_additional_amount": dec2(0),
        "total_supply_price": "0",
        "additional_order_info_list": [],
        "subscription": "F",
        "include_tax": "T",
        "tax_detail": [],
        "service_type": "",
        "service_data": [],
    }
