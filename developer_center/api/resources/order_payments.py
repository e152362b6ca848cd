"""What orders cost and whether they are paid. Shapes: not in our contract (C), after Cafe24's manual."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from rest_framework import serializers

from developer_center.api.call import Call
from developer_center.api.errors import found, in_entry, refusing, wrong
from developer_center.api.operation import Paging, operation
from developer_center.api.params import Texts
from developer_center.api.resources.order_codes import lock_orders, order_named
from developer_center.api.resources.order_params import SpannedPeriod
from developer_center.api.resources.order_rows import payment_words
from developer_center.wire import dec2, moment, tf
from orders.domain.cancel_unpaid import NotUnpaid, cancel_unpaid
from orders.domain.pay_order import NotPayable, pay_order
from orders.folding import digits
from orders.models import Order, OrderStage, Payment

PAYMENT: Final = (
    "{shop_no:int, order_id:str, payment_no:int, status:str, auto_paid:TF, payment_amount:dec2, payment_date:dt, "
    "payment_method:str}"
)
TIMELINE: Final = (
    "{shop_no:int, order_id:str, payment_no:int, payment_settle_type:str, payment_method:str, "
    "payment_gateway_name:str, status:str, payment_amount:dec2, transaction_id:str, created_date:dt, payment_date:dt}"
)
UNPAID: Final = (
    "{shop_no:int, order_id:str, currency:str, order_date:dt, member_id:str, member_email:str, "
    "member_authentication:TF, billing_name:str, buyer_name:str, buyer_email:str, buyer_cellphone:str, "
    "payment_method:[str], payment_method_name:[str], order_price_amount:dec2, shipping_fee:dec2, "
    "total_amount_due:dec2, first_order:TF}"
)


class PaymentChange(serializers.Serializer[Any]):
    """Body of PUT payments. `payment_no` is taken and not needed: an order has one amount to pay."""

    order_id = serializers.CharField(max_length=20)
    payment_no = serializers.IntegerField(min_value=0, max_value=2**63 - 1)
    status = serializers.ChoiceField(choices=["paid", "canceled"])


class UnpaidFilters(SpannedPeriod):
    """Filters of GET unpaidorders."""

    names = ("order_id",)

    order_id = Texts(required=False)


@operation("PUT", "orders/{order_id}/payments", body=PaymentChange, answers=f"{{payment:{PAYMENT}}}")
def put_payment(call: Call, order_id: str) -> dict[str, Any]:
    """Note that the money of a bank transfer came, or that none will come."""
    return _change(call, order_named(order_id), call.body)


@operation("PUT", "payments", body=PaymentChange, answers=f"{{payments:[{PAYMENT}]}}")
def put_payments(call: Call) -> list[dict[str, Any]]:
    """The same for up to 10 orders; all or none."""
    lock_orders(call.bodies)
    rows = []
    for place, body in enumerate(call.bodies):
        with in_entry(place):
            if "order_id" not in body:
                raise wrong("order_id", "The order is required.")
            rows.append(_change(call, order_named(body["order_id"]), body))
    return rows


@operation("GET", "orders/{order_id}/paymenttimeline", answers=f"{{paymenttimeline:[{TIMELINE}]}}")
def payment_timeline(call: Call, order_id: str) -> list[dict[str, Any]]:
    """Attempts to pay an order, oldest first."""
    order = order_named(order_id)
    return [_timeline_row(order, payment) for payment in Payment.objects.filter(order=order).order_by("id")]


@operation("GET", "orders/{order_id}/paymenttimeline/{payment_no}", answers=f"{{paymenttimeline:{TIMELINE}}}")
def one_payment(call: Call, order_id: str, payment_no: int) -> dict[str, Any]:
    """One attempt to pay an order."""
    order = order_named(order_id)
    payments = Payment.objects.filter(order=order)
    return _timeline_row(order, found(payments, f"Payment {payment_no}", pk=payment_no))


@operation(
    "GET", "unpaidorders", params=UnpaidFilters, paging=Paging(most=1000), answers=f"{{unpaidorders:[{UNPAID}]}}"
)
def unpaid_orders(call: Call) -> list[dict[str, Any]]:
    """Orders that wait for their payment, newest first. One query, by the index of stages."""
    rows = Order.objects.at_stage(OrderStage.AWAITING_PAYMENT).filter(shop_no=call.shop_no).select_related("customer")
    if call.params.get("order_id"):
        rows = rows.filter(number_digits__in=[digits(number) for number in call.params["order_id"]])
    if "start_date" in call.params:
        rows = rows.filter(placed_at__gte=call.params["start_date"], placed_at__lte=call.params["end_date"])
    page = rows.order_by("-placed_at", "-id")[call.offset : call.offset + call.limit]
    return [_unpaid_row(order) for order in page]


def _change(call: Call, order: Order, body: Mapping[str, Any]) -> dict[str, Any]:
    if "status" not in body:
        raise wrong("status", "status is required.")
    if body["status"] == "paid":
        order = _pay(call, order)
    else:
        with refusing("status", {NotUnpaid: "The order is paid: cancel it by a claim."}):
            order = cancel_unpaid(order.pk, actor=call.actor)
    payment = Payment.objects.filter(order=order).order_by("-id").first()
    return {
        "shop_no": order.shop_no,
        "order_id": order.number,
        "payment_no": payment.pk if payment else 0,
        "status": body["status"],
        "auto_paid": "F",
        "payment_amount": dec2(order.total_amount),
        "payment_date": moment(order.paid_at),
        "payment_method": payment_words(order.payment_method)[0][0],
    }


def _pay(call: Call, order: Order) -> Order:
    """Only money that somebody sees on an account is confirmed by hand; a gateway tells of its own."""
    if order.payment_method != Order.PaymentMethod.BANK_TRANSFER:
        raise wrong("status", "Only a bank transfer is confirmed; the gateway tells of other payments itself.")
    with refusing("status", {NotPayable: "The order was cancelled."}):
        return pay_order(order.pk, gateway=order.payment_method, actor=call.actor)


def _timeline_row(order: Order, payment: Payment) -> dict[str, Any]:
    words = {Payment.State.WAITING: "unpaid", Payment.State.SUCCEEDED: "paid", Payment.State.FAILED: "canceled"}
    return {
        "shop_no": order.shop_no,
        "order_id": order.number,
        "payment_no": payment.pk,
        "payment_settle_type": "O",
        "payment_method": payment_words(payment.gateway)[0][0],
        "payment_gateway_name": payment.gateway,
        "status": words[Payment.State(payment.state)],
        "payment_amount": dec2(payment.amount),
        "transaction_id": payment.reference,
        "created_date": moment(payment.created_at),
        "payment_date": moment(payment.finished_at) if payment.state == Payment.State.SUCCEEDED else None,
    }


def _unpaid_row(order: Order) -> dict[str, Any]:
    customer = order.customer
    codes, names = payment_words(order.payment_method)
    return {
        "shop_no": order.shop_no,
        "order_id": order.number,
        "currency": order.currency,
        "order_date": moment(order.placed_at),
        "member_id": customer.member_id if customer else "",
        "member_email": customer.email if customer else "",
        "member_authentication": tf(customer),
        "billing_name": order.payer_name or order.buyer_name,
        "buyer_name": order.buyer_name,
        "buyer_email": order.buyer_email,
        "buyer_cellphone": order.buyer_phone,
        "payment_method": codes,
        "payment_method_name": names,
        "order_price_amount": dec2(order.items_amount),
        "shipping_fee": dec2(order.shipping_fee),
        "total_amount_due": dec2(order.total_amount),
        "first_order": tf(order.is_first_order),
    }
