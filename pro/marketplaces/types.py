"""What connectors and the rest of PRO tell each other. Plain values: no query, no HTTP."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from django.utils.functional import Promise

Text = str | Promise


class Ability(StrEnum):
    """What a connector can do; what it cannot is not offered on any page."""

    VERIFY = "verify"
    INFO = "info"
    IMPORT = "import"
    REGISTER = "register"


@dataclass(frozen=True, slots=True)
class CredentialField:
    """A field of the account form. `help` opens at the "?", each of `notes` is a line with "*" below the field.

    `is_kept=False`: used once to obtain something else and not stored (Qoo10's password); it is asked for again only
    where that has to be obtained anew. `choices` are (value, label) pairs.
    """

    name: str
    label: Text
    help: Text
    is_required: bool = True
    is_secret: bool = False
    is_kept: bool = True
    notes: Sequence[Text] = ()
    max_length: int = 200
    choices: Sequence[tuple[str, Text]] = ()
    placeholder: str = ""


@dataclass(frozen=True, slots=True)
class RegistrationField:
    """What the market needs besides the product. `info_kind`: chosen among the retrieved entries of that kind."""

    name: str
    label: Text
    help: Text
    info_kind: str = ""
    is_required: bool = True


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide page in own words: a heading and its numbered steps, lazy texts in English and Korean."""

    title: Text
    steps: Sequence[Text]


@dataclass(frozen=True, slots=True)
class Marketplace:
    """Everything about a market that is no code. `slug` is its folder and its place in the simulator.

    `hosts` are the real base URLs by name; "api" must be there. `limits` say what the known facts do not allow; they
    stand on the form. `per_second` and `burst` are the token bucket of one account; `rate_header` (lower case) is where
    a 429 tells the market's own calls a second. `info_guide` is the market's guide to Retrieve Market Information
    (R1.16), `guides` the account registration guides (R1.11).
    """

    code: str
    slug: str
    name: Text
    region: Text
    currency: str
    hosts: Mapping[str, str]
    fields: Sequence[CredentialField]
    guides: Sequence[Guide]
    info_guide: Guide
    abilities: frozenset[Ability]
    limits: Sequence[Text] = ()
    registration_fields: Sequence[RegistrationField] = ()
    per_second: float = 1.0
    burst: int = 5
    rate_header: str = ""
    asks_for_ip: bool = False
    has_consent: bool = False
    expiry_help: Text = ""

    def can(self, ability: Ability) -> bool:
        return ability in self.abilities

    def field(self, name: str) -> CredentialField:
        """Raises KeyError."""
        return {one.name: one for one in self.fields}[name]


@dataclass(frozen=True, slots=True)
class Verified:
    """The market knows this account. `account_id` is stable and names it at the market; expiry None: not told."""

    account_id: str
    account_name: str
    expires_at: dt.datetime | None = None


class InfoKind(StrEnum):
    """What market information is about; words in `info_words.py`."""

    RETURN_ADDRESS = "return_address"
    SHIP_FROM = "ship_from"
    SHOP = "shop"
    DELIVERY = "delivery"
    CATEGORY = "category"
    POLICY = "policy"


@dataclass(frozen=True, slots=True)
class InfoEntry:
    """One thing that Retrieve Market Information brings in. `key` is the market's own, unique within the kind."""

    kind: InfoKind
    key: str
    title: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MarketOption:
    """One option of a product, in the order variants give their values."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MarketVariant:
    """One combination. `price` is the full price a shopper pays, never an add-on; `stock` None: not told."""

    external_id: str
    values: tuple[str, ...]
    price: Decimal
    stock: int | None = None
    seller_code: str = ""


@dataclass(frozen=True, slots=True)
class MarketProduct:
    """A product as it stands at a market, or is to stand there. `price` is full; no variants: one, at `price`.

    `description_html` is as the market sent it and not clean: whoever stores it cleans it.
    """

    external_id: str
    name: str
    price: Decimal
    currency: str
    summary: str = ""
    description_html: str = ""
    material: str = ""
    seller_code: str = ""
    stock: int | None = None
    weight_grams: int | None = None
    options: tuple[MarketOption, ...] = ()
    variants: tuple[MarketVariant, ...] = ()
    image_urls: tuple[str, ...] = ()
    is_selling: bool = True


@dataclass(frozen=True, slots=True)
class Page:
    """Some products and where to go on. `cursor` "" is the end; `total` None: the market does not say."""

    products: tuple[MarketProduct, ...]
    cursor: str
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """A product was made at the market; `external_id` is its number there, `url` where shoppers see it, if known."""

    external_id: str
    url: str = ""
