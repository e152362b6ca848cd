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

HAND: Final = "hand"
TEXT_FIELDS: Final = ("name", "summary", "short_description", "description", "material")


@dataclass(frozen=True, slots=True)
class ListingFacts:
    """Display, selling and price (in the shop's currency, VAT included); an empty text follows the base text."""

    display: bool
    selling: bool
    price: Decimal
    texts: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def set_listing(product_id: int, shop: Shop, facts: ListingFacts, *, actor: Actor) -> ProductListing:
    """Write a product's listing in a shop that is not the base shop, making it where there is none.

    Texts that differ are marked as written by hand, so that no translation overwrites them. A call that changes
    nothing writes nothing. Raises Product.DoesNotExist, BadAmount, WeightMissing, and ValueError for the base shop.
    """
    if shop.is_base or shop.mall_id != current_mall_id():
        raise ValueError("The base shop's listing changes with the product.")
    product = Product.objects.select_for_update().get(pk=product_id)
    listing = ProductListing.objects.select_for_update().filter(product=product, shop_no=shop.shop_no).first()
    is_new = listing is None
    listing = listing or ProductListing(product=product, shop_no=shop.shop_no, price=Decimal(0))
    if facts.selling and (is_new or not listing.selling):
        check_may_sell(product, shop.shop_no)
    before = {} if is_new else _facts(listing)
    listing.display, listing.selling = facts.display, facts.selling
    listing.price = check_amount(facts.price, shop.currency)
    _write_texts(listing, facts.texts)
    was, became = changes(before, _facts(listing))
    if not became:
        return listing
    listing.save()
    Product.objects.filter(pk=product.pk).update(updated_at=timezone.now())
    number = {"shop_no": shop.shop_no}
    record("product.listing_changed", product, actor=actor, before=number | was, after=number | became)
    forget_mall_pages()
    return listing


def _write_texts(listing: ProductListing, texts: Mapping[str, str]) -> None:
    own, sources = dict(listing.texts), dict(listing.sources)
    for name in TEXT_FIELDS:
        if name not in texts:
            continue
        text = cleaned(texts[name]) if name == "description" else texts[name]
        if text == own.get(name, ""):
            continue
        own.pop(name, None)
        sources.pop(name, None)
        if text:
            own[name], sources[name] = text, HAND
    listing.texts, listing.sources = own, sources


def _facts(listing: ProductListing) -> dict[str, Any]:
    texts = {name: str(listing.texts.get(name, "")) for name in TEXT_FIELDS}
    return {"display": listing.display, "selling": listing.selling, "price": str(listing.price), **texts}
