"""Orders with everything that belongs to them: items, stock moves, payments, parcels, claims, grams, audit rows."""

from __future__ import annotations

import datetime as dt
import random
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Final
from zoneinfo import ZoneInfo

from django.db.backends.utils import CursorWrapper

from accounts.models import AuditEntry
from orders.folding import grams_of
from orders.models import (
    Claim,
    ClaimItem,
    Customer,
    ItemStatus,
    Order,
    OrderCounter,
    OrderItem,
    OrderNameGram,
    OrderStage,
    Parcel,
    Payment,
    StockMove,
)
from orders.seeding.copying import NULL, Table
from orders.seeding.malls import Item
from orders.seeding.people import Buyer, make_buyer

SEOUL: Final = ZoneInfo("Asia/Seoul")
SHIPPING: Final = 3000
HOURS: Final = list(accumulate([2, 1, 1, 1, 1, 2, 4, 6, 8, 10, 12, 13, 14, 12, 12, 13, 13, 12, 12, 14, 17, 18, 13, 6]))
CANCELLED_SHARE: Final = 0.02
UNPAID_SHARE: Final = 0.3
RETURN_SHARE: Final = 0.02
ORDERS_A_CUSTOMER: Final = 6


@dataclass(frozen=True, slots=True)
class State:
    """Where an order stands by its age in days."""

    stage: str
    item: str
    is_paid: bool
    is_shipped: bool = False
    is_delivered: bool = False


UNPAID: Final = State(OrderStage.AWAITING_PAYMENT, ItemStatus.AWAITING_PAYMENT, is_paid=False)
CANCELLED: Final = State(OrderStage.CLOSED, ItemStatus.CANCELLED_UNPAID_BY_ITSELF, is_paid=False)
PREPARING: Final = State(OrderStage.PREPARING, ItemStatus.PREPARING_PRODUCT, is_paid=True)
READY: Final = State(OrderStage.AWAITING_SHIPMENT, ItemStatus.AWAITING_SHIPMENT, is_paid=True)
IN_TRANSIT: Final = State(OrderStage.IN_TRANSIT, ItemStatus.IN_TRANSIT, is_paid=True, is_shipped=True)
DELIVERED: Final = State(OrderStage.DELIVERED, ItemStatus.DELIVERED, True, True, True)
CONFIRMED: Final = State(OrderStage.DELIVERED, ItemStatus.PURCHASE_CONFIRMED, True, True, True)
RETURNING: Final = State(OrderStage.DELIVERED, ItemStatus.RETURN_REQUESTED, True, True, True)
LADDER: Final = ((1, PREPARING), (3, READY), (6, IN_TRANSIT), (14, DELIVERED))


def state_at(age_days: float, rnd: random.Random) -> State:
    """The further back, the further on; few are cancelled, few of the fresh ones unpaid, few on their way back."""
    chance = rnd.random()
    if age_days > 3 and chance < CANCELLED_SHARE:
        return CANCELLED
    if age_days < 2 and chance < UNPAID_SHARE:
        return UNPAID
    if 7 < age_days < 13 and chance > 1 - RETURN_SHARE:
        return RETURNING
    return next((state for days, state in LADDER if age_days < days), CONFIRMED)


class OrderTables:
    """Orders on their way into the database; the same seed writes the same rows."""

    def __init__(self, cursor: CursorWrapper, now: dt.datetime, guest_hash: str) -> None:
        self.now, self.guest_hash = now, guest_hash
        self.customers = Table(
            Customer,
            "mall_id member_id member_id_folded password name name_folded email email_folded phone",
            cursor,
        )
        self.orders = Table(
            Order,
            "mall_id number number_digits currency customer_id guest_password idempotency_key buyer_name "
            "buyer_name_folded buyer_email buyer_email_folded buyer_phone buyer_phone_digits receiver_name "
            "receiver_phone receiver_zipcode receiver_address1 items_amount shipping_fee total_amount paid_amount "
            "total_weight_grams payment_method payment_status payer_name stage has_open_claim placed_at paid_at "
            "cancelled_at updated_at terms_accepted_at",
            cursor,
        )
        self.items = Table(
            OrderItem,
            "mall_id order_id line_no product_id variant_id product_name option_text unit_price quantity weight_grams "
            "status parcel_id shipped_at delivered_at",
            cursor,
        )
        self.moves = Table(StockMove, "mall_id variant_id item_id kind quantity at", cursor)
        self.payments = Table(Payment, "mall_id order_id gateway state amount created_at finished_at", cursor)
        self.parcels = Table(
            Parcel,
            "mall_id order_id parcel_no carrier tracking_number weight_grams created_at shipped_at delivered_at",
            cursor,
        )
        self.grams = Table(OrderNameGram, "mall_id gram order_id placed_at", cursor)
        self.counters = Table(OrderCounter, "mall_id day last_number", cursor)
        self.claims = Table(Claim, "mall_id order_id code kind state reason payer is_by_shopper requested_at", cursor)
        self.claim_items = Table(ClaimItem, "mall_id claim_id item_id quantity status_before", cursor)
        self.audit = Table(AuditEntry, "mall_id action object_type object_id actor_kind after at", cursor)

    @property
    def all(self) -> list[Table]:
        """Parents before children."""
        head = [self.customers, self.orders, self.parcels, self.items, self.moves, self.payments]
        return [*head, self.grams, self.counters, self.claims, self.claim_items, self.audit]

    def add(self, mall_id: int, count: int, days: int, items: list[Item], rnd: random.Random) -> Iterator[None]:
        """A mall's orders, oldest first; yields after each one, so that who calls can flush."""
        members = [self._customer(mall_id, number, rnd) for number in range(count // ORDERS_A_CUSTOMER)]
        today = self.now.astimezone(SEOUL).date()
        for ago in reversed(range(days)):
            share = count * (days - ago) // days - count * (days - ago - 1) // days
            day = today - dt.timedelta(days=ago)
            moments = _moments(day, share, rnd, until=self.now)
            for number, moment in enumerate(moments, start=1):
                self._order(mall_id, f"{day:%Y%m%d}-{number:07d}", moment, (members, items), rnd)
                yield
            if moments:
                self.counters.add_values(mall_id, day, len(moments))

    def _customer(self, mall_id: int, number: int, rnd: random.Random) -> tuple[int, Buyer]:
        buyer = make_buyer(rnd, number)
        member = f"member{number}"
        folded = (buyer.name, buyer.folded, buyer.email, buyer.email, buyer.phone)
        return self.customers.add(str(mall_id), member, member, "!", *folded), buyer

    def _order(
        self,
        mall_id: int,
        number: str,
        at: dt.datetime,
        offer: tuple[list[tuple[int, Buyer]], list[Item]],
        rnd: random.Random,
    ) -> None:
        members, items = offer
        mall, placed = str(mall_id), at.isoformat()
        customer_id, buyer = NULL, None
        if members and rnd.random() < 0.5:
            member_id, buyer = members[int(len(members) * rnd.random())]
            customer_id = str(member_id)
        buyer = buyer or make_buyer(rnd, rnd.randrange(100_000_000))
        state = state_at((self.now - at).total_seconds() / 86400, rnd)
        lines = [
            (items[int(len(items) * rnd.random() ** 2)], 1 if rnd.random() < 0.8 else 2)
            for _ in range(1 if rnd.random() < 0.65 else rnd.randrange(2, 4))
        ]
        amount = sum(item.price * quantity for item, quantity in lines)
        grams = sum(item.grams * quantity for item, quantity in lines)
        paid = min(at + dt.timedelta(minutes=rnd.randrange(1, 90)), self.now).isoformat() if state.is_paid else NULL
        is_cancelled = state is CANCELLED
        status = "paid" if state.is_paid else "cancelled" if is_cancelled else "awaiting"
        total = str(amount + SHIPPING)
        order_id = self.orders.add(
            mall, number, number.replace("-", ""), "KRW", customer_id,
            "" if customer_id != NULL else self.guest_hash,
            f"seed-{self.orders.next_id}", buyer.name, buyer.folded, buyer.email, buyer.email, buyer.phone,
            buyer.digits, buyer.name, buyer.phone, buyer.zipcode, buyer.address, str(amount), str(SHIPPING), total,
            total if state.is_paid else "0", str(grams), "cash", status, buyer.name, state.stage,
            "t" if state is RETURNING else "f", placed, paid,
            (at + dt.timedelta(days=3)).isoformat() if is_cancelled else NULL, placed, placed,
        )  # fmt: skip
        order = str(order_id)
        for gram in grams_of(buyer.name):
            self.grams.add(mall, gram, order, placed)
        after = f'{{"number": "{number}", "total": "{total}"}}'
        self.audit.add(mall, "order.placed", "order", order, "shopper", after, placed)
        if state.is_paid:
            self.payments.add(mall, order, "cash", "succeeded", total, paid, paid)
            self.audit.add(mall, "order.paid", "order", order, "operator", after, paid)
        self._items(mall, order_id, at, lines, state)

    def _items(self, mall: str, order_id: int, at: dt.datetime, lines: list[tuple[Item, int]], state: State) -> None:
        order, placed = str(order_id), at.isoformat()
        shipped = (at + dt.timedelta(days=3)).isoformat() if state.is_shipped else NULL
        delivered = (at + dt.timedelta(days=5)).isoformat() if state.is_delivered else NULL
        parcel = NULL
        if state.is_shipped:
            weight = sum(item.grams * quantity for item, quantity in lines)
            tracking = f"5{order_id:011d}"
            parcel = str(self.parcels.add(mall, order, "1", "0006", tracking, str(weight), shipped, shipped, delivered))
        item_ids = []
        for line_no, (item, quantity) in enumerate(lines, start=1):
            item_id = self.items.add(
                mall, order, str(line_no), str(item.product_id), str(item.variant_id), item.name, item.option,
                str(item.price), str(quantity), str(item.grams), state.item, parcel, shipped, delivered,
            )  # fmt: skip
            item_ids.append((item_id, quantity))
            self.moves.add(mall, str(item.variant_id), str(item_id), "sold", str(-quantity), placed)
            if state is CANCELLED:
                self.moves.add(mall, str(item.variant_id), str(item_id), "returned", str(quantity), placed)
        if state is RETURNING:
            asked = (at + dt.timedelta(days=6)).isoformat()
            code = f"R{order_id}"
            claim = self.claims.add(mall, order, code, "return", "requested", "change_of_mind", "customer", "t", asked)
            self.audit.add(mall, "claim.requested", "claim", str(claim), "shopper", f'{{"code": "{code}"}}', asked)
            for item_id, quantity in item_ids:
                self.claim_items.add(mall, str(claim), str(item_id), str(quantity), ItemStatus.DELIVERED)


def _moments(day: dt.date, count: int, rnd: random.Random, *, until: dt.datetime) -> list[dt.datetime]:
    """Times of a day in Seoul, ascending, more of them in the evening; of today, only what is over."""
    midnight = dt.datetime.combine(day, dt.time(), SEOUL).astimezone(dt.UTC)
    over = max(1, min(86400, int((until - midnight).total_seconds())))
    seconds = (bisect(HOURS, rnd.random() * HOURS[-1]) * 3600 + int(rnd.random() * 3600) for _ in range(count))
    return [midnight + dt.timedelta(seconds=second) for second in sorted(second % over for second in seconds)]
