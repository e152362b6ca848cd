"""Change a product's facts, its options and its stock."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.audit import Actor, changes, record
from accounts.shop_hosts import forget_mall_pages
from catalog.domain.facts import BASE_SHOP_NO, ProductFacts, snapshot
from catalog.domain.make_variants import Shelf, make_variants
from catalog.domain.options import options_of
from catalog.domain.overseas_sale import check_weight_may_go
from catalog.models import Product, ProductListing, Variant


class StockTooLow(Exception):
    """Stock was to be lowered by more than is left; `stock` pieces are there."""

    def __init__(self, stock: int) -> None:
        super().__init__(f"Only {stock} left.")
        self.stock = stock


@transaction.atomic
def change_product(product_id: int, facts: ProductFacts, *, stock_change: int = 0, actor: Actor) -> Product:
    """Write the base shop's facts; stock moves by `stock_change`, so that sales in the meantime are not undone.

    With options, `stock_change` is what combinations that are new start with; others keep theirs (change_variants).
    A call that changes nothing writes nothing. Raises Product.DoesNotExist, BadAmount, OptionsRefused, CodeTaken,
    TermsRefused, StockTooLow where shoppers were quicker, and WeightNeeded where overseas shops sell what is to have no
    weight.
    """
    product: Product = Product.objects.select_for_update(no_key=True).get(pk=product_id)
    listing = ProductListing.objects.select_for_update().get(product_id=product_id, shop_no=BASE_SHOP_NO)
    variant = Variant.objects.select_for_update().get(product_id=product_id, position=0)
    change_locked_product(Locked(product, listing, variant), facts, stock_change=stock_change, actor=actor)
    return product


@dataclass(frozen=True, slots=True)
class Locked:
    """A product, its listing in the base shop and its first variant, read for update in this transaction."""

    product: Product
    listing: ProductListing
    variant: Variant


def change_locked_product(locked: Locked, facts: ProductFacts, *, stock_change: int = 0, actor: Actor) -> bool:
    """The same for a product that is locked already; False where nothing changed. In a transaction, and in a savepoint
    where the caller goes on after an exception: the rows in `locked` may then be half changed.
    """
    product, listing, variant = locked.product, locked.listing, locked.variant
    before, options_before = snapshot(product, listing, variant), options_of(product.options)
    if product.weight_grams and not facts.weight_grams:
        check_weight_may_go(product.pk)
    facts.write_to(product)
    options = options_of(product.options)
    listing.display, listing.selling, listing.price = facts.display, facts.selling, product.price
    if not options and not options_before:
        if variant.stock + stock_change < 0:
            raise StockTooLow(variant.stock)
        variant.tracks_stock = facts.tracks_stock
        variant.stock += stock_change
    was, became = changes(before, snapshot(product, listing, variant))
    if not became:
        return False
    product.updated_at = timezone.now()
    product.save()
    listing.save(update_fields=["display", "selling", "price"])
    if options != options_before:
        make_variants(product, options_before, options, Shelf(facts.tracks_stock, max(0, stock_change)))
    elif not options:
        Variant.objects.filter(pk=variant.pk).update(tracks_stock=facts.tracks_stock, stock=F("stock") + stock_change)
    record("product.changed", product, actor=actor, before=was, after=became)
    forget_mall_pages()
    return True
