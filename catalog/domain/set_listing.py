"""Say how another shop of the mall offers a product."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from accounts.audit import Actor, changes, record
from accounts.models import Shop
from accounts.money import check_amount
from accounts.shop_hosts import forget_mall_pages
from accounts.tenancy import current_mall_id
from catalog.description import cleaned
from catalog.domain.overseas_sale import check_may_sell
from catalog.models import Product, ProductListing
from catalog.models.listing import TRANSLATED_FIELDS

HAND: Final = "hand"
PRICE: Final = "price"
TEXT_FIELDS: Final = ("name", "summary", "short_description", "description", "material")


@dataclass(frozen=True, slots=True)
class ListingFacts:
    """Display, selling and price (in the shop's currency, VAT included); an empty text follows the base text.

    `texts` may hold `options` and `extra_inputs` too, shaped as ProductListing keeps them. `is_converted`: the price
    is the base price by the shop's rate, whatever `price` says. `auto_translates` None: the ticks stay (R3.83).
    """

    display: bool
    selling: bool
    price: Decimal
    texts: Mapping[str, Any] = field(default_factory=dict)
    is_converted: bool = False
    auto_translates: tuple[str, ...] | None = None


@transaction.atomic
def set_listing(product_id: int, shop: Shop, facts: ListingFacts, *, actor: Actor) -> ProductListing:
    """Write a product's listing in a shop that is not the base shop, making it where there is none.

    What differs is marked as set by hand, so that no translation overwrites a text and no new exchange rate a price.
    A call that changes nothing writes nothing. Raises Product.DoesNotExist, BadAmount, WeightMissing, and ValueError
    for the base shop.
    """
    if shop.is_base or shop.mall_id != current_mall_id():
        raise ValueError("The base shop's listing changes with the product.")
    product = Product.objects.select_for_update(no_key=True).get(pk=product_id)
    listing = ProductListing.objects.select_for_update().filter(product=product, shop_no=shop.shop_no).first()
    is_new = listing is None
    listing = listing or ProductListing(product=product, shop_no=shop.shop_no, price=Decimal(0))
    if facts.selling and (is_new or not listing.selling):
        check_may_sell(product, shop.shop_no)
    before = {} if is_new else _facts(listing)
    listing.display, listing.selling = facts.display, facts.selling
    _write_price(listing, shop, product, facts)
    _write_texts(listing, facts.texts)
    if facts.auto_translates is not None:
        listing.auto_translates = [name for name in TRANSLATED_FIELDS if name in facts.auto_translates]
    was, became = changes(before, _facts(listing))
    if not became:
        return listing
    listing.save()
    Product.objects.filter(pk=product.pk).update(updated_at=timezone.now())
    number = {"shop_no": shop.shop_no}
    record("product.listing_changed", product, actor=actor, before=number | was, after=number | became)
    forget_mall_pages()
    return listing


def _write_price(listing: ProductListing, shop: Shop, product: Product, facts: ListingFacts) -> None:
    sources = dict(listing.sources)
    price = check_amount(shop.price_from_base(product.price) if facts.is_converted else facts.price, shop.currency)
    if facts.is_converted:
        sources.pop(PRICE, None)
    elif price != listing.price or listing.pk is None:
        sources[PRICE] = HAND
    listing.price, listing.sources = price, sources


def _write_texts(listing: ProductListing, texts: Mapping[str, Any]) -> None:
    own, sources = dict(listing.texts), dict(listing.sources)
    for name in TRANSLATED_FIELDS:
        if name not in texts:
            continue
        text = cleaned(texts[name]) if name == "description" else texts[name]
        if text == own.get(name, type(text)()):
            continue
        own.pop(name, None)
        sources.pop(name, None)
        if text:
            own[name], sources[name] = text, HAND
    listing.texts, listing.sources = own, sources


def _facts(listing: ProductListing) -> dict[str, Any]:
    texts = {name: str(listing.texts.get(name, "")) for name in TEXT_FIELDS}
    more = {name: texts_of(listing, name) for name in ("options", "extra_inputs")}
    switches = {"display": listing.display, "selling": listing.selling, "price": str(listing.price)}
    is_by_hand = {"price_by_hand": listing.source(PRICE) == HAND}
    return {**switches, **is_by_hand, **texts, **more, "auto_translates": list(listing.auto_translates)}


def texts_of(listing: ProductListing, name: str) -> list[str]:
    """The shop's own words for options or extra inputs, flat, as the audit log keeps them."""
    own = listing.texts.get(name, {})
    if name == "extra_inputs":
        return [f"{base}: {text}" for base, text in own.items()]
    return [
        f"{base}: {row.get('name') or base} ({', '.join(f'{old}: {new}' for old, new in row['values'].items())})"
        for base, row in own.items()
    ]
