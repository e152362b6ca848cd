"""What orders show on the admin's start page: what waits for somebody's hand, each a link to its list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.audience import AdminRequest
from accounts.home_panels import HomePanel, register
from accounts.tenancy import current_mall_id
from orders.models import Claim, OrderStage, Refund

MOST_COUNTED: Final = 999  # beyond it "999+": a count stays a short walk along an index, however many there are


@dataclass(frozen=True, slots=True)
class Waiting:
    """A heap of work: its table, what its rows have in common, and the page that lists them."""

    key: str
    label: Promise
    icon: str
    table: str
    equals: tuple[tuple[str, str], ...]
    url_name: str


@dataclass(frozen=True, slots=True)
class Heap:
    """As the page draws it; no address where this installation has no such list."""

    label: Promise
    icon: str
    count: int
    text: str
    url: str


def _stage(stage: OrderStage, icon: str) -> Waiting:
    return Waiting(stage, stage.label, icon, "orders_order", (("stage", stage),), f"orders:{stage}")


def _claim(kind: Claim.Kind, label: Promise, icon: str, url_name: str) -> Waiting:
    asked = (("kind", kind), ("state", Claim.State.REQUESTED))
    return Waiting(f"claim_{kind}", label, icon, "orders_claim", asked, url_name)


WAITING: Final = (
    _stage(OrderStage.AWAITING_PAYMENT, "credit-card"),
    _stage(OrderStage.PREPARING, "package"),
    _stage(OrderStage.AWAITING_SHIPMENT, "truck-delivery"),
    _stage(OrderStage.HELD, "clock-pause"),
    _claim(Claim.Kind.CANCEL, _("Cancellations requested"), "circle-x", "orders:cancellations"),
    _claim(Claim.Kind.EXCHANGE, _("Exchanges requested"), "switch-horizontal", "orders:exchanges"),
    _claim(Claim.Kind.RETURN, _("Returns requested"), "arrow-back-up", "orders:returns"),
    Waiting(
        "refunds",
        _("Refunds to make"),
        "cash",
        "orders_refund",
        (("state", Refund.State.WAITING),),
        "orders:refunds",
    ),
)


def waiting_counts() -> dict[str, int]:
    """How many of each wait in the open mall, counted up to MOST_COUNTED + 1; one query."""
    parts: list[str] = []
    values: list[int | str] = []
    for one in WAITING:
        where = "".join(f" AND {column} = %s" for column, _value in one.equals)
        rows = f"SELECT FROM {one.table} WHERE mall_id = %s{where} LIMIT {MOST_COUNTED + 1}"
        parts.append(f"(SELECT count(*) FROM ({rows}) rows)")  # noqa: S608 - names of our own tables
        values += [current_mall_id(), *(value for _column, value in one.equals)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return dict(zip((one.key for one in WAITING), cursor.fetchone(), strict=True))


def work_panel(request: AdminRequest) -> dict[str, Any]:
    """Every heap with its count; no content where nothing waits."""
    counts = waiting_counts()
    heaps = [_heap(one, counts[one.key]) for one in WAITING]
    return {"heaps": heaps, "has_content": any(counts.values())}


def _heap(one: Waiting, count: int) -> Heap:
    text = f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)
    return Heap(one.label, one.icon, count, text, _address(one.url_name))


def _address(url_name: str) -> str:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


register(HomePanel("work", template="orders/_home_work.html", context=work_panel, right="orders", order=100))
