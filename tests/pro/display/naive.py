"""The rule of design 9 a second time, in plain Python, as it is written there; for comparison with the statement.

It knows nothing of counters or SQL: figures come as events per hour, and everything is worked out anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")
WINDOWS = ("24h", "7d", "30d", "90d")


@dataclass
class Figures:
    views: int = 0
    visits: int = 0
    cart_adds: int = 0
    sales: int = 0
    revenue: int = 0

    def add(self, other: Figures) -> None:
        self.views += other.views
        self.visits += other.visits
        self.cart_adds += other.cart_adds
        self.sales += other.sales
        self.revenue += other.revenue


@dataclass
class Happened:
    """What happened to a product in one full hour that begins at `at`."""

    at: dt.datetime
    figures: Figures


@dataclass
class Offer:
    """A product that is displayed and on sale in the shop."""

    id: int
    created_at: dt.datetime
    is_sold_out: bool = False
    events: list[Happened] = field(default_factory=list)


@dataclass
class Area:
    """An area in display order. `pins` are (position, product id), `current` what it shows now."""

    kind: str
    slots: int
    rule: str = "N"
    pins: list[tuple[int, int]] = field(default_factory=list)


def window_start(window: str, slot: dt.datetime) -> dt.datetime:
    if window == "24h":
        return slot - dt.timedelta(hours=24)
    local = slot.astimezone(SEOUL)
    midnight = dt.datetime(local.year, local.month, local.day, tzinfo=SEOUL)
    return midnight - dt.timedelta(days=int(window[:-1]))


def figures_of(offer: Offer, window: str, slot: dt.datetime) -> Figures:
    total = Figures()
    for happened in offer.events:
        if window_start(window, slot) <= happened.at < slot:
            total.add(happened.figures)
    return total


def divide(above: float, below: float) -> float:
    return above / below if below else 0.0


def percent_ranks(values: dict[int, float]) -> dict[int, float]:
    """PostgreSQL's percent_rank(): (rank - 1) / (rows - 1), 0 for a single row."""
    if len(values) == 1:
        return dict.fromkeys(values, 0.0)
    return {key: sum(other < value for other in values.values()) / (len(values) - 1) for key, value in values.items()}


class Shop:
    """One shop at one slot."""

    def __init__(self, offers: Iterable[Offer], areas: list[Area], slot: dt.datetime) -> None:
        self.offers = {offer.id: offer for offer in offers}
        self.areas, self.slot = areas, slot
        self.figures = {
            (offer.id, window): figures_of(offer, window, slot) for offer in self.offers.values() for window in WINDOWS
        }
        self.scores = {window: self._scores(window) for window in ("30d", "90d")}

    def display(self) -> list[list[int]]:
        """The new list of each area; empty: it stays as it was."""
        pins = [self._places(area) for area in self.areas]
        orders = [self._order(area, {pin for _, pin in taken}) for area, taken in zip(self.areas, pins, strict=True)]
        all_candidates = {product for order in orders for product in order}
        all_candidates |= {pin for area in self.areas for _, pin in area.pins if pin in self.offers}
        if len(all_candidates) < sum(area.slots for area in self.areas):
            chosen = self._take_turns(pins, orders)
        else:
            chosen = [
                order[: area.slots - len(taken)] for area, taken, order in zip(self.areas, pins, orders, strict=True)
            ]
        return [_with_pins(list(others), taken) for others, taken in zip(chosen, pins, strict=True)]

    def _take_turns(self, pins: list[list[tuple[int, int]]], orders: list[list[int]]) -> list[list[int]]:
        gone = {pin for taken in pins for _, pin in taken}
        chosen: list[list[int]] = [[] for _ in self.areas]
        took_one = True
        while took_one:
            took_one = False
            for area, taken, order, mine in zip(self.areas, pins, orders, chosen, strict=True):
                if len(taken) + len(mine) >= area.slots:
                    continue
                best = next((product for product in order if product not in gone), None)
                if best is not None:
                    mine.append(best)
                    gone.add(best)
                    took_one = True
        return chosen

    def _places(self, area: Area) -> list[tuple[int, int]]:
        """The pins that keep a place."""
        offered = [
            (position, product)
            for position, product in sorted(area.pins, key=lambda pin: (pin[0], -pin[1]))
            if product in self.offers and not (area.rule == "B" and self.offers[product].is_sold_out)
        ]
        return offered[: area.slots]

    def _order(self, area: Area, pinned: set[int]) -> list[int]:
        """All candidates but the pins, in the order they fill the area."""
        normal: list[int] = []
        for window in {"new": ("7d", "30d"), "recommended": ("30d", "90d"), "best": WINDOWS, "trend": WINDOWS[:3]}[
            area.kind
        ]:
            here = [
                offer.id
                for offer in self.offers.values()
                if self._qualifies(area.kind, offer, window) and offer.id not in normal
            ]
            here.sort(
                key=lambda product, window=window: (self._keys(area.kind, product, window), product), reverse=True
            )
            normal += here
        # A sold-out pin that rule B moves needs no window: it comes after those that have one.
        lost = {pin for _, pin in area.pins if pin in self.offers} - pinned - set(normal)
        lost = {pin for pin in lost if area.rule == "B" and self.offers[pin].is_sold_out}
        everyone = [product for product in normal if product not in pinned] + sorted(lost, reverse=True)
        if area.rule == "N":
            return everyone
        return sorted(everyone, key=lambda product: self.offers[product].is_sold_out)  # stable

    def _qualifies(self, kind: str, offer: Offer, window: str) -> bool:
        figures = self.figures[offer.id, window]
        if kind == "new":
            return window_start(window, self.slot) <= offer.created_at < self.slot
        return {"recommended": figures.visits, "best": figures.sales, "trend": figures.views}[kind] > 0

    def _keys(self, kind: str, product: int, window: str) -> tuple[float, ...]:
        f = self.figures[product, "30d" if kind == "new" else window]
        cart_rate, conversion = divide(f.cart_adds, f.views), divide(f.sales, f.visits)
        per_visit, average = divide(f.revenue, f.visits), divide(f.revenue, f.sales)
        if kind == "new":
            return (self.offers[product].created_at.astimezone(SEOUL).date().toordinal(), f.sales, cart_rate)
        if kind == "recommended":
            return (self.scores[window][product], cart_rate, average)
        if kind == "best":
            return (f.sales, conversion, per_visit)
        return (f.views, cart_rate, per_visit)

    def _scores(self, window: str) -> dict[int, float]:
        visited = {key: self.figures[key, window] for key in self.offers if self.figures[key, window].visits > 0}
        if not visited:
            return {}
        per_visit = percent_ranks({key: divide(f.revenue, f.visits) for key, f in visited.items()})
        conversion = percent_ranks({key: divide(f.sales, f.visits) for key, f in visited.items()})
        return {key: (per_visit[key] + conversion[key]) / 2 for key in visited}


def _with_pins(others: list[int], pins: list[tuple[int, int]]) -> list[int]:
    products = list(others)
    last = -1
    for position, product in pins:
        wanted = max(position, last + 1)  # two pins never want one place
        products.insert(min(wanted, len(products)), product)
        last = wanted
    return products
