"""The interface of a declaration partner, and which one is installed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string


class DeclarationRefused(Exception):
    """The partner or customs said no for good; the text is for the merchant."""


@dataclass(frozen=True, slots=True)
class DeclaredItem:
    """One line of goods. The value is what was paid for the line, in the declaration's currency."""

    name: str
    quantity: int
    value: Decimal
    weight_grams: int


@dataclass(frozen=True, slots=True)
class Declaration:
    """What customs is told of one parcel. `key` names it for ever: the same key twice is one declaration."""

    key: str
    exporter: str
    order_number: str
    tracking_number: str
    carrier: str
    receiver_name: str
    receiver_country: str
    receiver_address: str
    currency: str
    items: tuple[DeclaredItem, ...]
    shipped_at: dt.datetime


class DeclarationPartner(Protocol):
    """A company that files export declarations. Calls go out, so they run outside every transaction."""

    label: str | Promise
    is_simulated: bool

    def file(self, declaration: Declaration) -> str:
        """Hand a declaration over and return its reference; the same key twice is filed once.

        Raises DeclarationRefused or accounts.jobs.PassingError.
        """

    def is_accepted(self, reference: str) -> bool:
        """Whether customs has accepted it by now; False while it is being examined.

        Raises DeclarationRefused where customs turned it down, or accounts.jobs.PassingError.
        """


SIMULATED = "orders.declarations.simulated.SimulatedPartner"


def partner() -> DeclarationPartner:
    """The installed partner (setting EXPORT_DECLARATION_PARTNER); the simulated one where none is set."""
    found: DeclarationPartner = import_string(getattr(settings, "EXPORT_DECLARATION_PARTNER", SIMULATED))()
    return found
