"""What the marketplace pages show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import timezone

from accounts.menu import Label
from pro.market_words import INFO_KINDS
from pro.marketplaces import addresses, registry
from pro.marketplaces.errors import text_of
from pro.marketplaces.simulator.server import simulated_markets
from pro.marketplaces.types import Marketplace, Text
from pro.models import MarketAccount, MarketInfoEntry

KINDS_SHOWN = 12
DIFFERENCES_SHOWN = 200


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account with how it is doing."""

    account: MarketAccount
    market: Marketplace
    tone: str
    state: Label
    trouble: Text
    days_left: int | None
    ends_soon: bool

    @classmethod
    def of(cls, account: MarketAccount, now: dt.datetime) -> AccountRow:
        left = account.days_left(now)
        tone = {"linked": "success", "trouble": "danger", "consent": "warning"}[account.state]
        return cls(
            account=account,
            market=registry.market(account.code),
            tone=tone,
            state=account.get_state_display(),
            trouble=text_of(account.error_code) if account.error_code else "",
            days_left=left,
            ends_soon=left is not None and left < 30,
        )


@dataclass(frozen=True, slots=True)
class MarketSection:
    """A marketplace on the list, with the accounts that are connected."""

    market: Marketplace
    accounts: list[AccountRow] = field(default_factory=list)


def market_sections() -> list[MarketSection]:
    """Every marketplace; one query. In the open mall."""
    now = timezone.now()
    by_code: dict[str, list[AccountRow]] = {}
    for account in MarketAccount.objects.order_by("pk"):
        if account.code in registry.codes():
            by_code.setdefault(account.code, []).append(AccountRow.of(account, now))
    return [MarketSection(market, by_code.get(market.code, [])) for market in registry.markets()]


def account_rows() -> list[AccountRow]:
    """Every connected account, by marketplace; one query."""
    return [row for section in market_sections() for row in section.accounts]


@dataclass(frozen=True, slots=True)
class InfoGroup:
    """Entries of one kind that are in force."""

    kind: str
    label: Text
    entries: list[MarketInfoEntry]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.entries)


def info_groups(account: MarketAccount) -> list[InfoGroup]:
    """What is in force, a few of each kind; one query."""
    groups: dict[str, list[MarketInfoEntry]] = {}
    for entry in MarketInfoEntry.objects.filter(account=account, is_pending=False).order_by("position"):
        groups.setdefault(entry.kind, []).append(entry)
    return [
        InfoGroup(kind, INFO_KINDS.get(kind, kind), entries[:KINDS_SHOWN], len(entries))
        for kind, entries in groups.items()
    ]


@dataclass(frozen=True, slots=True)
class Difference:
    """One entry that is not the same; a side is None where it is not there."""

    label: Text
    title: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What applying the retrieved information would change."""

    differences: list[Difference]
    changed: int
    same: int
    total: int


def compare_info(account: MarketAccount) -> Comparison | None:
    """Old and new side by side; None where nothing waits. One query."""
    sides: dict[bool, dict[tuple[str, str], MarketInfoEntry]] = {True: {}, False: {}}
    for entry in MarketInfoEntry.objects.filter(account=account).order_by("position"):
        sides[entry.is_pending][entry.kind, entry.key] = entry
    new, old = sides[True], sides[False]
    if not new:
        return None
    keys = [key for key in new if _words(old.get(key)) != _words(new[key])]
    keys += [key for key in old if key not in new]
    shown = [_difference(key[0], old.get(key), new.get(key)) for key in keys[:DIFFERENCES_SHOWN]]
    return Comparison(shown, len(keys), len(new) - len([key for key in keys if key in new]), len(new))


def info_choices(account: MarketAccount, kind: str) -> list[tuple[str, str]]:
    """Keys and titles of one kind in force, for a field that wants one of them."""
    rows = MarketInfoEntry.objects.filter(account=account, is_pending=False, kind=kind).order_by("position")
    return list(rows.values_list("key", "title"))


def simulator_keys(market: Marketplace) -> list[tuple[Text, str]]:
    """What the simulator accepts in this market's place, by the fields' labels; nothing for the real one."""
    simulated = simulated_markets().get(market.slug) if addresses.is_simulated(market) else None
    keys = simulated.keys if simulated else {}
    return [(field.label, keys[field.name]) for field in market.fields if field.name in keys]


def _difference(kind: str, old: MarketInfoEntry | None, new: MarketInfoEntry | None) -> Difference:
    """Of an entry that stands on both sides only the values that differ."""
    same = [name for name in old.values if old.values[name] == new.values.get(name)] if old and new else []
    title = new.title if new else old.title if old else ""
    has_same_title = bool(old and new and old.title == new.title)
    sides = [_words(one, without=same, has_title=not has_same_title) for one in (old, new)]
    return Difference(INFO_KINDS.get(kind, kind), title if has_same_title else "", sides[0], sides[1])


def _words(entry: MarketInfoEntry | None, *, without: Iterable[str] = (), has_title: bool = True) -> str | None:
    if entry is None:
        return None
    values = [f"{name}: {value}" for name, value in entry.values.items() if value and name not in set(without)]
    return _joined([entry.title or entry.key if has_title else "", *values])


def _joined(parts: Iterable[str]) -> str:
    return " · ".join(filter(None, parts))
