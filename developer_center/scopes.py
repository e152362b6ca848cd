"""Permissions of the API: the 14 categories of guide 2 and their names on the wire (R2.41, wire contract 1.6).

Cafe24 added four since the guide was written; they stand apart, so that the guide's 14 stay the guide's 14.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

READ, WRITE = "read", "write"


@dataclass(frozen=True, slots=True)
class Category:
    """One line of the permission page. `key` is its name in a scope; a read-only one has no write scope.

    `needs_approval`: Cafe24 gives it only to apps that it approved for it (wire contract 1.6).
    """

    key: str
    label: Promise
    covers: Promise
    is_read_only: bool = False
    needs_approval: bool = False

    @property
    def read(self) -> str:
        return scope(READ, self.key)

    @property
    def write(self) -> str:
        return scope(WRITE, self.key)


def scope(kind: str, key: str) -> str:
    """`mall.read_product`."""
    return f"mall.{kind}_{key}"


CATEGORIES: Final = (
    Category("category", _("Categories"), _("Categories, main displays and projects")),
    Category("product", _("Product"), _("Product information")),
    Category("collection", _("Collection"), _("Brands, custom collections, manufacturers and trends")),
    Category("supply", _("Supply"), _("Suppliers and their users")),
    Category("personal", _("Personal"), _("Likes, wishes and carts")),
    Category("order", _("Order"), _("Order information")),
    Category("community", _("Community"), _("Reviews and comments")),
    Category("customer", _("Customer"), _("Customers, customer groups and mileage")),
    Category("notification", _("Notification"), _("Mails and messages"), needs_approval=True),
    Category("store", _("Store"), _("Store information")),
    Category("promotion", _("Promotion"), _("Benefits, coupons and serial coupons")),
    Category("design", _("Design"), _("Themes and pages")),
    Category("application", _("Application"), _("Installation of the app")),
    Category("salesreport", _("SalesReport"), _("Sales reports"), is_read_only=True),
)
# Scopes that came after the guide's fourteen (wire contract 1.6).
LATER_CATEGORIES: Final = (
    Category("translation", _("Translation"), _("Translations of products, categories and the store")),
    Category("shipping", _("Shipping"), _("Carriers, shipping fees and places of dispatch")),
    Category("mileage", _("Mileage"), _("Points and credits of customers"), needs_approval=True),
    Category("privacy", _("Privacy"), _("Customers by name, with phone and address"), needs_approval=True),
)
EVERY_CATEGORY: Final = (*CATEGORIES, *LATER_CATEGORIES)
ALL_SCOPES: Final = frozenset(
    name for one in EVERY_CATEGORY for name in ((one.read,) if one.is_read_only else (one.read, one.write))
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A category as the consent page words it: what the app may do in it."""

    category: Category
    reads: bool
    writes: bool

    @property
    def text(self) -> str:
        """`Product: Read, Write`."""
        kinds = [str(label) for has_it, label in ((self.reads, _("Read")), (self.writes, _("Write"))) if has_it]
        return f"{self.category.label}: {', '.join(kinds)}"


def in_words(names: Iterable[str]) -> list[Wanted]:
    """Scopes by category, for a merchant to read; unknown ones are left out (R2.38)."""
    given = set(names)
    rows = [Wanted(one, one.read in given, one.write in given) for one in EVERY_CATEGORY]
    return [row for row in rows if row.reads or row.writes]


def in_order(names: Iterable[str]) -> list[str]:
    """Scopes as the permission page lists them: by category, reading before writing."""
    wanted = set(names)
    return [name for one in EVERY_CATEGORY for name in (one.read, one.write) if name in wanted & ALL_SCOPES]
