"""Orders: received, paid, moved, tracked, readdressed, noted (payload types: wire contract 3).

The contract gives the fields of 90023 and says what 90024 and 90026 add. What Cafe24's public samples say of the others
is followed: 90025 and 90031 carry those of 90023, 90064 and the memos name the order, the row and who did it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from django.utils import translation

from accounts.models import AuditEntry, Mall, User
from developer_center import webhook_events as on
from developer_center.domain.webhooks.payloads.event import Event, Resource, Source, mall_part, one, open_mall
from developer_center.domain.webhooks.payloads.order_codes import SHIPPING_ACTIONS, code_of
from developer_center.domain.webhooks.payloads.products import STOCK_EVENTS, order_moved_stock
from developer_center.models import App
from developer_center.wire import dec2, moment, moment_spaced, product_code, tf
from developer_center.wire_orders import LETTER_OF_REASON, shipping_code_of
from orders.models import Claim, Order, OrderItem, OrderStage, Parcel, StockMove

Move = StockMove.Kind
NO_DATE: Final = "0000-00-00"
PLACE_ID: Final = "cafe24"
RETURN_DATED: Final = frozenset({on.ORDER_RETURN, on.ORDER_REFUND, on.ORDER_ITEM_ADDED})
DATED: Final = RETURN_DATED | {on.ORDER_CANCEL, on.ORDER_EXCHANGE}
METHODS: Final = {"cash": "cash", "test": "card", "none": "point"}
# F not sent, W on hold, M on its way, T delivered (wire contract 2.3); an order stands where its slowest item stands.
SHIPPING: Final = {OrderStage.HELD: "W", OrderStage.IN_TRANSIT: "M", OrderStage.DELIVERED: "T"}


def about(order_id: int) -> str:
    return f"order:{order_id}"


def order_placed(entry: AuditEntry, wanted: frozenset[int]) -> Iterator[Event]:
    order_id = int(entry.object_id or 0)
    if on.ORDER_RECEIVED in wanted:
        yield from order_event(on.ORDER_RECEIVED, order_id, entry)
    yield from order_moved_stock(order_id, Move.SOLD, entry, wanted)


def item_added(entry: AuditEntry, wanted: frozenset[int]) -> Iterator[Event]:
    order_id = int(entry.object_id or 0)
    if on.ORDER_ITEM_ADDED in wanted:
        yield from order_event(on.ORDER_ITEM_ADDED, order_id, entry)
    added = [int(code.rpartition("-")[2]) for code in entry.after["items"]]
    yield from order_moved_stock(order_id, Move.SOLD, entry, wanted, line_nos=added)


def order_paid(entry: AuditEntry, _wanted: frozenset[int]) -> Iterator[Event]:
    yield from order_event(on.ORDER_PAYMENT, int(entry.object_id or 0), entry)


def shipping_changed(entry: AuditEntry, _wanted: frozenset[int]) -> Iterator[Event]:
    yield from order_event(on.SHIPPING_STATUS, int(entry.object_id or 0), entry)


def cancelled_unpaid(entry: AuditEntry, wanted: frozenset[int]) -> Iterator[Event]:
    order_id = int(entry.object_id or 0)
    if on.ORDER_CANCEL in wanted:
        yield from order_event(on.ORDER_CANCEL, order_id, entry)
    yield from order_moved_stock(order_id, Move.RETURNED, entry, wanted)


def tracking_changed(entry: AuditEntry, wanted: frozenset[int]) -> Iterator[Event]:
    """90162 with the parcel as it is now; and as a change of shipping."""
    order_id = int(entry.object_id or 0)
    if on.SHIPPING_STATUS in wanted:
        yield from order_event(on.SHIPPING_STATUS, order_id, entry)
    parcel = Parcel.objects.select_related("order").filter(pk=entry.after["parcel_id"]).first()
    if parcel is not None and on.TRACKING_CHANGED in wanted:
        yield Event(on.TRACKING_CHANGED, about(order_id), mall_part(parcel.order.shop_no) | parcel_part(parcel))


def parcel_part(parcel: Parcel) -> Resource:
    """How a parcel is tracked, as 90162 shows it."""
    return {
        "order_id": parcel.order.number,
        "shipping_code": shipping_code_of(parcel.order.number, parcel.parcel_no),
        "shipping_company_code": parcel.carrier,
        "tracking_no": parcel.tracking_number,
    }


def recipient_changed(entry: AuditEntry, _wanted: frozenset[int]) -> Iterator[Event]:
    order = _order(int(entry.object_id or 0))
    if order is not None:
        resource = mall_part(order.shop_no) | {"order_id": order.number, "order_place_id": PLACE_ID}
        yield Event(on.RECEIVER_EDITED, about(order.pk), resource | {"event_code": code_of(entry)})


def memo(number: int, entry: AuditEntry) -> Iterator[Event]:
    order = _order(int(entry.object_id or 0))
    if order is None:
        return
    resource = mall_part(order.shop_no) | {
        "event_code": code_of(entry),
        "order_id": order.number,
        "memo_no": int((entry.after or entry.before)["memo_id"]),
        "requested_date": moment_spaced(entry.at),
        "order_place_id": PLACE_ID,
        **executor_part(entry),
    }
    yield Event(number, about(order.pk), resource)


def executor_part(entry: AuditEntry) -> Resource:
    """Who did it: an app by its client id, an operator by ID; nobody else writes memos."""
    pk = entry.actor_id or 0
    if entry.actor_kind == AuditEntry.ActorKind.APP:
        client_id = App.objects.filter(pk=pk).values_list("client_id", flat=True).first()
        return {"executor_id": client_id or "", "execute_method": "V2X"}
    login_id = User.objects.filter(pk=pk).values_list("login_id", flat=True).first()
    return {"executor_id": login_id or "", "execute_method": "ADMIN"}


def memo_added(entry: AuditEntry, _wanted: frozenset[int]) -> Iterator[Event]:
    yield from memo(on.MEMO_ADDED, entry)


def memo_edited(entry: AuditEntry, _wanted: frozenset[int]) -> Iterator[Event]:
    yield from memo(on.MEMO_EDITED, entry)


def memo_deleted(entry: AuditEntry, _wanted: frozenset[int]) -> Iterator[Event]:
    yield from memo(on.MEMO_DELETED, entry)


def order_part(order: Order, items: Sequence[OrderItem], mall: Mall) -> Resource:
    """The order as 90023 shows it, but for `event_code`; asks nothing of the database once the customer is read."""
    return {
        "mall_id": mall.host,
        "event_shop_no": str(order.shop_no),
        "order_id": order.number,
        **_buyer(order),
        **_payment(order),
        **_amounts(order),
        "shipping_type": "A" if order.receiver_country == mall.country else "B",
        "shipping_status": SHIPPING.get(OrderStage(order.stage), "F"),
        "wished_delivery_date": NO_DATE,
        "wished_delivery_time": "",
        "store_pickup": "F",
        "shipping_message": order.shipping_message,
        "order_place_id": PLACE_ID,
        "order_place_name": "PC shop",
        "ordering_product_code": ",".join(product_code(item.product_id) for item in items if item.product_id),
        "ordering_product_name": ",".join(item.product_name for item in items),
    }


def _buyer(order: Order) -> Resource:
    customer = order.customer
    return {
        "member_id": customer.member_id if customer else "",
        "member_authentication": tf(customer),
        "buyer_name": order.buyer_name,
        "buyer_email": order.buyer_email,
        "buyer_phone": order.buyer_phone,
        "buyer_cellphone": order.buyer_phone,
        "group_no_when_ordering": "1" if customer else "0",
        "first_order": tf(order.is_first_order),
        "order_from_mobile": "F",
    }


def _payment(order: Order) -> Resource:
    is_transfer = order.payment_method == Order.PaymentMethod.BANK_TRANSFER
    return {
        "payment_gateway_name": "" if is_transfer else order.payment_method,
        "currency": order.currency,
        "order_date": moment(order.placed_at),
        "paid": tf(order.paid_at),
        "payment_date": moment(order.paid_at) or "",
        "billing_name": order.payer_name,
        "bank_code": "",
        "payment_method": METHODS[order.payment_method],
        "easypay_name": "",
        "use_escrow": "F",
        "bank_account_no": "",
    }


def _amounts(order: Order) -> Resource:
    return {
        "order_price_amount": dec2(order.items_amount),
        "membership_discount_amount": dec2(0),
        "actual_payment_amount": dec2(order.total_amount),
        "mileage_spent_amount": dec2(0),
        "shipping_fee": dec2(order.shipping_fee),
    }


def order_event(number: int, order_id: int, entry: AuditEntry) -> Iterator[Event]:
    """The order of an entry with what an event of this number adds; nothing where the order is gone."""
    order = _order(order_id)
    if order is None:
        return
    items = list(OrderItem.objects.filter(order=order).order_by("line_no"))
    code = {} if number == on.ORDER_ITEM_ADDED else {"event_code": code_of(entry)}  # 90031 has none on the wire
    resource = order_part(order, items, open_mall()) | code | _added(number, order, entry)
    yield Event(number, about(order.pk), resource)


def _added(number: int, order: Order, entry: AuditEntry) -> Resource:
    if number not in {on.SHIPPING_STATUS, *DATED}:
        return {}
    cancelled = moment(order.cancelled_at) or _claim_date(order, Claim.Kind.CANCEL)
    added = added_part(number, cancelled=cancelled, returned=_claim_date(order, Claim.Kind.RETURN))
    claim = Claim.objects.filter(pk=entry.object_id or 0).first() if number == on.ORDER_RETURN else None
    return added if claim is None else added | reason_part(claim)


def added_part(number: int, *, cancelled: str, returned: str) -> Resource:
    """What an event adds to 90023; dates are empty until then."""
    if number == on.SHIPPING_STATUS:
        return {
            "cancel_date": cancelled,
            "return_confirmed_date": returned,
            "included_deferpay_order": "F",
            "deferpay_order_id": "",
            "withdraw": "F",
            "withdraw_type": "",
        }
    part: Resource = {"cancel_date": cancelled} if number in DATED else {}
    return part | ({"return_confirmed_date": returned} if number in RETURN_DATED else {})


def reason_part(claim: Claim) -> Resource:
    """Why goods come back, as 90027 and 90160 say it: in English, whoever's request sends it."""
    with translation.override("en"):
        reason = str(Claim.Reason(claim.reason).label)
    return {
        "claim_reason_type": LETTER_OF_REASON[claim.reason],
        "claim_reason_type_text": reason,
        "claim_reason": claim.detail,
    }


def _claim_date(order: Order, kind: str) -> str:
    """When the newest claim of a kind was done; one that gave back the shipping fee alone cancelled nothing."""
    done = Claim.objects.filter(order=order, kind=kind, state=Claim.State.DONE, items__isnull=False)
    return moment(done.order_by("-finished_at").values_list("finished_at", flat=True).first()) or ""


def _order(order_id: int) -> Order | None:
    found: Order | None = Order.objects.select_related("customer").filter(pk=order_id).first()
    return found


SOURCES: Final = {
    "order.placed": Source(frozenset({on.ORDER_RECEIVED}) | STOCK_EVENTS, order_placed),
    "order.item_added": Source(frozenset({on.ORDER_ITEM_ADDED}) | STOCK_EVENTS, item_added),
    "order.paid": one(on.ORDER_PAYMENT, order_paid),
    "order.cancelled_unpaid": Source(frozenset({on.ORDER_CANCEL}) | STOCK_EVENTS, cancelled_unpaid),
    **{action: one(on.SHIPPING_STATUS, shipping_changed) for action in SHIPPING_ACTIONS},
    "parcel.changed": Source(frozenset({on.SHIPPING_STATUS, on.TRACKING_CHANGED}), tracking_changed),
    "order.recipient_changed": one(on.RECEIVER_EDITED, recipient_changed),
    "order.memo_added": one(on.MEMO_ADDED, memo_added),
    "order.memo_changed": one(on.MEMO_EDITED, memo_edited),
    "order.memo_pinned": one(on.MEMO_EDITED, memo_edited),
    "order.memo_deleted": one(on.MEMO_DELETED, memo_deleted),
}
