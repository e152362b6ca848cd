"""Register a product, always in the base shop first (R3.28)."""

from __future__ import annotations

from django.db import transaction

from accounts.audit import Actor, record
from accounts.shop_hosts import forget_mall_pages
from catalog.domain.facts import BASE_SHOP_NO, ProductFacts, snapshot
from catalog.domain.make_variants import Shelf, first_variants
from catalog.models import Product, ProductListing


@transaction.atomic
def create_product(facts: ProductFacts, *, stock: int = 0, actor: Actor) -> Product:
    """Make a product with its listing in the base shop and a variant per combination, each with `stock` pieces.

    Raises BadAmount where the price does not fit the shop's currency, OptionsRefused, CodeTaken and TermsRefused.
    """
    product = Product()
    facts.write_to(product)
    product.save(force_insert=True)
    listing = ProductListing(
        product=product,
        shop_no=BASE_SHOP_NO,
        display=facts.display,
        selling=facts.selling,
        price=product.price,
    )
    listing.save(force_insert=True)
    first, *_others = first_variants(product, facts.options or (), Shelf(facts.tracks_stock, stock))
    record("product.created", product, actor=actor, after=snapshot(product, listing, first))
    forget_mall_pages()
    return product
