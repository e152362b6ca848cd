"""Offer products of the base shop in another shop: one listing each, with the price by that shop's rate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from accounts.audit import Actor, Line, record_many
from accounts.models import Shop
from accounts.money import LARGEST_AMOUNT
from accounts.shop_hosts import forget_mall_pages
from catalog.domain.facts import BASE_SHOP_NO
from catalog.domain.set_listing import HAND, PRICE
from catalog.models import Product, ProductListing


@dataclass(frozen=True, slots=True)
class Copied:
    """What became of one product. `is_held_back`: no weight, so it is neither displayed nor sold there."""

    product_id: int
    name: str
    base_price: Decimal
    price: Decimal
    is_held_back: bool = False
    is_new: bool = True

    @property
    def is_possible(self) -> bool:
        return self.price <= LARGEST_AMOUNT


@transaction.atomic
def copy_listings(
    product_ids: Iterable[int], shop: Shop, *, actor: Actor, is_offered: bool | None = None
) -> list[Copied]:
    """Make the missing listings of a shop from the base shop's (R3.28, R3.78); those that are there stay as they are.

    Display and selling are as `is_offered` says, None: as in the base shop, where the product has a weight; they are
    off where it has none: its shipping fee could not be told. A price beyond the largest amount makes no listing. Ids
    of no product are passed over. The shop's row is locked by the caller, so that two copies at once meet.
    """
    products = list(Product.objects.select_for_update(no_key=True).filter(pk__in=set(product_ids)).order_by("pk"))
    bases = _by_product(products, BASE_SHOP_NO)
    known = _by_product(products, shop.shop_no)
    outcomes = [_outcome(product, shop, known) for product in products]
    rows = []
    for product, copied in zip(products, outcomes, strict=True):
        if copied.is_new and copied.is_possible:
            base = bases[product.pk]
            rows.append(
                ProductListing(
                    product=product,
                    shop_no=shop.shop_no,
                    display=(base.display if is_offered is None else is_offered) and not copied.is_held_back,
                    selling=(base.selling if is_offered is None else is_offered) and not copied.is_held_back,
                    price=copied.price,
                )
            )
    ProductListing.objects.bulk_create(rows)
    facts = [
        {"shop_no": shop.shop_no, "display": row.display, "selling": row.selling, "price": str(row.price)}
        for row in rows
    ]
    lines = [Line(row.product, after=after) for row, after in zip(rows, facts, strict=True)]
    record_many("product.listed", lines, actor=actor)
    if rows:
        forget_mall_pages()
    return outcomes


@transaction.atomic
def release_listings(product_ids: Iterable[int], shop: Shop, *, actor: Actor, is_wanted: bool = False) -> list[int]:
    """Display and sell, as the base shop does, products that were held back and have a weight by now.

    `is_wanted`: they are displayed and sold whatever the base shop does.
    """
    products = list(
        Product.objects.select_for_update(no_key=True)
        .filter(pk__in=set(product_ids), weight_grams__gt=0)
        .order_by("pk")
    )
    bases, own = _by_product(products, BASE_SHOP_NO), _by_product(products, shop.shop_no)
    released: list[Line] = []
    for product in products:
        listing, base = own.get(product.pk), bases[product.pk]
        if listing is None:
            continue
        before = {"shop_no": shop.shop_no, "display": listing.display, "selling": listing.selling}
        listing.display = listing.display or base.display or is_wanted
        listing.selling = listing.selling or base.selling or is_wanted
        listing.save(update_fields=["display", "selling"])
        after = {"shop_no": shop.shop_no, "display": listing.display, "selling": listing.selling}
        released.append(Line(product, before, after))
    record_many("product.listing_changed", released, actor=actor)
    if released:
        forget_mall_pages()
    return [line.obj.pk for line in released]


@transaction.atomic
def recalculate_prices(product_ids: Iterable[int], shop: Shop, *, actor: Actor) -> int:
    """Set a shop's prices anew from the base prices and its present rate; answers how many changed.

    Prices set by hand stay, and so do those whose new price would be beyond the largest amount.
    """
    products = list(Product.objects.select_for_update(no_key=True).filter(pk__in=set(product_ids)).order_by("pk"))
    listings = _by_product(products, shop.shop_no)
    changed: list[Line] = []
    for product in products:
        listing = listings.get(product.pk)
        price = shop.price_from_base(product.price)
        if listing is None or listing.source(PRICE) == HAND or price == listing.price or price > LARGEST_AMOUNT:
            continue
        before = {"shop_no": shop.shop_no, "price": str(listing.price)}
        listing.price = price
        listing.save(update_fields=["price"])
        changed.append(Line(product, before, {"shop_no": shop.shop_no, "price": str(price)}))
    record_many("product.listing_changed", changed, actor=actor)
    if changed:
        forget_mall_pages()
    return len(changed)


def _outcome(product: Product, shop: Shop, known: Mapping[int, ProductListing]) -> Copied:
    price = shop.price_from_base(product.price)
    return Copied(
        product.pk, product.name, product.price, price, not product.weight_grams, is_new=product.pk not in known
    )


def _by_product(products: list[Product], shop_no: int) -> dict[int, ProductListing]:
    rows = ProductListing.objects.select_for_update().filter(product__in=products, shop_no=shop_no).order_by("pk")
    return {row.product_id: row for row in rows}
