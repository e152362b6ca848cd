"""What an order list can be narrowed to, as conditions that indexes serve under row security (design 3.5, 7)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import IsNull

from accounts.prefixes import begins_with
from accounts.row_ids import row_id
from catalog.models import Product
from catalog.models.product import folded
from orders.folding import GRAM_LENGTH
from orders.models import Claim, Order, OrderItem, OrderMemo, OrderNameGram, Parcel, Refund

SEOUL: Final = ZoneInfo("Asia/Seoul")
FULL_NUMBER_LENGTH: Final = 15
PLACED, PAID, SHIPPED, DELIVERED = "placed", "paid", "shipped", "delivered"
MEMO, RETURN, REFUND = "memo", "return", "refund"
MEMBER, GUEST = "member", "guest"
MOST_PRODUCTS: Final = 200


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens to orders at a time of its own: rows of a model with that time, and only some of them."""

    model: type[Any]
    at: str
    kind: str = ""

    def between(self, starts_at: dt.datetime | None, ends_at: dt.datetime | None) -> QuerySet[Any]:
        """Those of the open mall that happened in a period."""
        only = {"kind": self.kind} if self.kind else {}
        rows: QuerySet[Any] = self.model.objects.filter(
            _between(self.at, starts_at, ends_at), **{f"{self.at}__isnull": False}, **only
        )
        return rows


EVENTS: Final[dict[str, Event]] = {
    SHIPPED: Event(Parcel, "shipped_at"),
    DELIVERED: Event(Parcel, "delivered_at"),
    MEMO: Event(OrderMemo, "created_at"),
    RETURN: Event(Claim, "requested_at", Claim.Kind.RETURN),
    REFUND: Event(Refund, "refunded_at"),
}


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Empty values narrow nothing. Texts are in their stored form (orders.folding); `ends_at` is not included.

    `product` is what was typed, `product_ids` what it stands for (`products_named`), set before orders are looked for.
    """

    numbers: tuple[str, ...] = ()
    name: str = ""
    email: str = ""
    phone: str = ""
    product: str = ""
    product_ids: tuple[int, ...] = ()
    tracking: str = ""
    date_type: str = PLACED
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None
    stage: str = ""
    payment: str = ""
    method: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    buyer: str = ""
    shop_no: int | None = None

    @property
    def event(self) -> Event | None:
        """What the period is about where that is no date of the order itself; None without a period."""
        return EVENTS.get(self.date_type) if self.starts_at or self.ends_at else None

    @property
    def is_search(self) -> bool:
        """Whether anything but the stage narrows the list."""
        return self != OrderFilter(stage=self.stage)


@dataclass(frozen=True, slots=True)
class Listing:
    """Orders that fit, or rows that lead to them (grams, items, events), and what orders the rows."""

    rows: QuerySet[Any]
    at: str
    key: str

    @property
    def leads(self) -> bool:
        """Whether a row is not an order itself but has one."""
        return self.rows.model is not Order


def list_orders(wanted: OrderFilter) -> Listing:
    """The orders that fit a filter, unordered; newest first by order date, or by the date that the period is about.

    A search by name goes through the grams of the name, one by product through its items, one by a date of its parcels,
    memos, returns or refunds through those: all stand in the order of the list themselves, so a page reads about as
    many rows as it shows.
    """
    if wanted.product and not wanted.product_ids:
        return Listing(Order.objects.none(), "placed_at", "id")
    if wanted.name:
        return Listing(_by_name(wanted), "placed_at", "order_id")
    if wanted.product and not (wanted.numbers or wanted.email or wanted.phone):
        return Listing(_by_product(wanted), "order__placed_at", "id")
    event = wanted.event
    if event and not (wanted.numbers or wanted.email or wanted.phone or wanted.tracking):
        return Listing(_by_event(wanted, event), event.at, "id")
    orders = Order.objects.filter(_conditions(wanted) & _has_product(wanted, "id"))
    if event:
        orders = orders.filter(_has_event(wanted, event, "id"))
    return Listing(orders, "paid_at" if wanted.date_type == PAID and wanted.starts_at else "placed_at", "id")


def products_named(text: str) -> QuerySet[Product]:
    """Products of this number or exact code, or with this in their name (screens.md 4.2); one mall's are read."""
    condition = Q(place__gt=0) | Q(code=text)
    if (number := row_id(text)) is not None:
        condition |= Q(pk=number)
    found: QuerySet[Any] = Product.objects.alias(place=StrIndex("name_folded", Value(folded(text)))).filter(condition)
    products: QuerySet[Product] = found.order_by("-pk")[:MOST_PRODUCTS]
    return products


def _by_name(wanted: OrderFilter) -> QuerySet[OrderNameGram]:
    """Up to three letters are one gram; of a longer text its middle leads, and the name itself is compared."""
    start = max(0, (len(wanted.name) - GRAM_LENGTH) // 2)
    lead = wanted.name[start : start + GRAM_LENGTH]
    grams = OrderNameGram.objects.filter(_conditions(wanted, "order__") & _has_product(wanted, "order_id"), gram=lead)
    if wanted.event:
        grams = grams.filter(_has_event(wanted, wanted.event, "order_id"))
    if len(wanted.name) > len(lead):
        # A piece that no name of the mall has ends the search at once.
        for at in range(len(wanted.name) - GRAM_LENGTH + 1):
            piece = wanted.name[at : at + GRAM_LENGTH]
            grams = grams.filter(Exists(OrderNameGram.objects.filter(gram=piece)))
        # Not LIKE: the planner takes it for so rare that it reads the mall's orders instead of the grams.
        grams = grams.alias(place=StrIndex("order__buyer_name_folded", Value(wanted.name))).filter(place__gt=0)
    if wanted.date_type == PLACED:
        grams = grams.filter(_between("placed_at", wanted.starts_at, wanted.ends_at))
    result: QuerySet[OrderNameGram] = grams
    return result


def _by_product(wanted: OrderFilter) -> QuerySet[OrderItem]:
    """The newest fitting item of each order."""
    same = OrderItem.objects.filter(order=OuterRef("order_id"), product__in=wanted.product_ids)
    items = OrderItem.objects.filter(_conditions(wanted, "order__"), product__in=wanted.product_ids)
    if wanted.event:
        items = items.filter(_has_event(wanted, wanted.event, "order_id"))
    result: QuerySet[OrderItem] = items.filter(pk=Subquery(same.order_by("-id").values("id")[:1]))
    return result


def _by_event(wanted: OrderFilter, event: Event) -> QuerySet[Any]:
    """The newest event of each order in the period."""
    same = event.between(wanted.starts_at, wanted.ends_at).filter(order=OuterRef("order_id"))
    newest = same.order_by(f"-{event.at}", "-id").values("id")[:1]
    return event.between(wanted.starts_at, wanted.ends_at).filter(_conditions(wanted, "order__"), pk=Subquery(newest))


def _has_event(wanted: OrderFilter, event: Event, order_id: str) -> Q:
    """That an order has an event in the period: looked up order by order, of few orders."""
    rows = event.between(wanted.starts_at, wanted.ends_at).filter(order=OuterRef(order_id))
    return Q(IsNull(Subquery(rows.order_by().values("id")[:1]), False))


def _has_product(wanted: OrderFilter, order_id: str) -> Q:
    """That an order has a product: looked up order by order, which other filters have made few."""
    if not wanted.product:
        return Q()
    items = OrderItem.objects.filter(order=OuterRef(order_id), product__in=wanted.product_ids)
    return Q(IsNull(Subquery(items.order_by().values("id")[:1]), False))


def _conditions(wanted: OrderFilter, to_order: str = "") -> Q:
    """Conditions on orders; `to_order` is the way to them from the model that is asked."""
    all_of = Q()
    for name, value in _plain_values(wanted):
        if value not in ("", None):
            all_of &= Q(**{f"{to_order}{name}": value})
    if wanted.buyer:
        all_of &= Q(**{f"{to_order}customer__isnull": wanted.buyer == GUEST})
    for name, prefix in (("buyer_email_folded", wanted.email), ("buyer_phone_digits", wanted.phone)):
        if prefix:
            all_of &= starts_with(f"{to_order}{name}", prefix)
    if wanted.numbers:
        all_of &= _numbers(wanted.numbers, to_order)
    all_of &= _tracked(wanted.tracking, to_order)
    if wanted.date_type in EVENTS:
        return all_of
    date_field = "paid_at" if wanted.date_type == PAID else "placed_at"
    return all_of & _between(f"{to_order}{date_field}", wanted.starts_at, wanted.ends_at)


def _tracked(tracking: str, to_order: str) -> Q:
    if not tracking:
        return Q()
    parcels = Parcel.objects.filter(tracking_number=tracking)
    return Q(**{f"{to_order}id__in": parcels.values("order_id")})


def _plain_values(wanted: OrderFilter) -> list[tuple[str, Any]]:
    return [
        ("stage", wanted.stage),
        ("payment_status", wanted.payment),
        ("payment_method", wanted.method),
        ("shop_no", wanted.shop_no),
        ("total_amount__gte", wanted.least),
        ("total_amount__lte", wanted.most),
    ]


def starts_with(field: str, prefix: str) -> Q:
    """A prefix as a range over a column of collation C: the form that an index serves under row security."""
    return Q(**begins_with(field, prefix))


def _between(field: str, starts_at: dt.datetime | None, ends_at: dt.datetime | None) -> Q:
    condition = Q()
    if starts_at is not None:
        condition &= Q(**{f"{field}__gte": starts_at})
    if ends_at is not None:
        condition &= Q(**{f"{field}__lt": ends_at})
    return condition


def _numbers(numbers: tuple[str, ...], to_order: str) -> Q:
    """Whole numbers and beginnings of them. A number begins with its day, so the order date bounds the search too."""
    any_of = Q()
    whole = [number for number in numbers if len(number) == FULL_NUMBER_LENGTH]
    if whole:
        any_of |= Q(**{f"{to_order}number_digits__in": whole})
    for number in numbers:
        if len(number) < FULL_NUMBER_LENGTH:
            day = _day_of(number)
            any_of |= starts_with(f"{to_order}number_digits", number) & _between(f"{to_order}placed_at", *day)
    return any_of


def _day_of(prefix: str) -> tuple[dt.datetime | None, dt.datetime | None]:
    """When orders with this beginning of a number were placed: a day, a month or a year in Seoul, or any time."""
    try:
        if len(prefix) >= 8:
            start = dt.datetime.strptime(prefix[:8], "%Y%m%d").replace(tzinfo=SEOUL)
            return start, start + dt.timedelta(days=1)
        if len(prefix) >= 6:
            start = dt.datetime.strptime(prefix[:6], "%Y%m").replace(tzinfo=SEOUL)
            return start, (start + dt.timedelta(days=32)).replace(day=1)
        if len(prefix) >= 4:
            start = dt.datetime.strptime(prefix[:4], "%Y").replace(tzinfo=SEOUL)
            return start, start.replace(year=start.year + 1)
    except ValueError:
        return None, None  # no day of the calendar: the number's own range finds nothing
    return None, None
