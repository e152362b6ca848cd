"""The menu of the merchant admin: heads of both modes, and a registry that each app fills from its `menu.py`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from accounts.addresses import address

BASIC, ADVANCED = "basic", "advanced"
Label = str | Promise


class HasRights(Protocol):
    """Whoever looks at the menu; an owner has every right."""

    def has_right(self, right: str) -> bool: ...


@dataclass(frozen=True)
class Section:
    """A head of the menu in one mode; it shows only while one of its entries does."""

    key: str
    label: Label
    icon: str


@dataclass(frozen=True)
class Entry:
    """A page in the menu: where it stands in either mode (None: not there) and the right it needs (None: none).

    `group` is a small heading inside the section (Orders > Fulfillment > All orders). The entry is current on its own
    page and on those below it, or with `is_exact` on its own alone.
    """

    key: str
    label: Label
    url_name: str
    advanced: str | None
    basic: str | None
    right: str | None = None
    group: Label = ""
    order: int = 100
    is_exact: bool = False


class Place(NamedTuple):
    """The address of an entry."""

    key: str
    url: str
    is_exact: bool


@dataclass
class Item:
    """A line of the menu as the template draws it."""

    label: Label
    url: str
    icon: str = ""
    group: Label = ""
    is_active: bool = False
    children: list[Item] = field(default_factory=list)


SECTIONS: dict[str, tuple[Section, ...]] = {
    ADVANCED: (
        Section("home", _("Home"), "home"),
        Section("my-store", _("My Store"), "building-store"),
        Section("products", _("Products"), "package"),
        Section("display", _("Product display"), "layout-grid"),
        Section("orders", _("Orders"), "receipt"),
        Section("customers", _("Customers"), "users"),
        Section("promotions", _("Promotions"), "discount"),
        Section("pro", _("Cafe24 PRO"), "sparkles"),
        Section("market-plus", _("Market Plus"), "plug-connected"),
        Section("apps", _("Apps"), "apps"),
    ),
    BASIC: (
        Section("home", _("Home"), "home"),
        Section("products", _("Products"), "package"),
        Section("orders", _("Orders"), "receipt"),
        Section("sell-more", _("Sell more"), "rocket"),
        Section("settings", _("Settings"), "settings"),
    ),
}
_entries: dict[str, Entry] = {}
_discovered = False

HOME = Entry("home", _("Home"), "accounts:home", advanced="home", basic="home", order=0, is_exact=True)


def register(*entries: Entry) -> None:
    """Add entries; called at import of an app's `menu.py`. A key or section that does not fit is a mistake in code."""
    for entry in entries:
        if entry.key in _entries and _entries[entry.key] != entry:
            raise ValueError(f"Two menu entries are called {entry.key!r}")
        for mode, key in ((ADVANCED, entry.advanced), (BASIC, entry.basic)):
            if key is not None and key not in {section.key for section in SECTIONS[mode]}:
                raise ValueError(f"Menu entry {entry.key!r} names no section of {mode} mode: {key!r}")
        _entries[entry.key] = entry


def registered() -> list[Entry]:
    """All entries in the order they are drawn."""
    global _discovered  # noqa: PLW0603 - once per process, after all apps are ready
    if not _discovered:
        autodiscover_modules("menu")
        _discovered = True
    return sorted(_entries.values(), key=lambda entry: entry.order)


def menu_for(operator: HasRights | None, mode: str, current_path: str) -> list[Item]:
    """The sections this operator may open in this mode, the page of `current_path` marked as current.

    A section of one entry is a plain link without children. An unknown mode counts as basic.
    """
    return menu_at(operator, mode, closest(places(operator), current_path))


def places(operator: HasRights | None) -> list[Place]:
    """Where the entries stand that the operator may open."""
    allowed = [entry for entry in registered() if may_open(operator, entry)]
    return [Place(entry.key, address(entry.url_name), entry.is_exact) for entry in allowed]


def menu_at(operator: HasRights | None, mode: str, current: str | None) -> list[Item]:
    """The same as `menu_for`, told the key of the current entry."""
    mode = mode if mode in SECTIONS else BASIC
    allowed = [entry for entry in registered() if may_open(operator, entry)]
    items = []
    for section in SECTIONS[mode]:
        inside = [entry for entry in allowed if section_of(entry, mode) == section.key]
        children = [Item(e.label, address(e.url_name), group=e.group, is_active=e.key == current) for e in inside]
        if children:
            items.append(head(section, children))
    return items


def head(section: Section, children: list[Item]) -> Item:
    """A section with its entries, or the only entry in the section's place."""
    is_active = any(child.is_active for child in children)
    if len(children) == 1:
        return Item(children[0].label, children[0].url, section.icon, is_active=is_active)
    return Item(section.label, children[0].url, section.icon, is_active=is_active, children=children)


def section_of(entry: Entry, mode: str) -> str | None:
    return entry.advanced if mode == ADVANCED else entry.basic


def may_open(operator: HasRights | None, entry: Entry) -> bool:
    return entry.right is None or (operator is not None and operator.has_right(entry.right))


def closest(entries: Iterable[Place], path: str) -> str | None:
    """The key of the entry whose URL is the longest that `path` is at or below."""
    fits = [place for place in entries if path == place.url or (not place.is_exact and path.startswith(place.url))]
    return max(fits, key=lambda place: len(place.url)).key if fits else None


register(
    HOME,
    Entry(
        "store-profile",
        _("Store profile"),
        "accounts:store_profile",
        advanced="my-store",
        basic="settings",
        right="store",
        order=1,
    ),
    Entry(
        "operators",
        _("Operators"),
        "accounts:operators",
        advanced="my-store",
        basic="settings",
        right="operators",
        order=2,
    ),
)
