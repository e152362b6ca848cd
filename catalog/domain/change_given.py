"""Change what was given of a product and leave the rest as it is, under one lock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction

from accounts.audit import Actor
from catalog.domain.change_product import Locked, change_locked_product
from catalog.domain.facts import BASE_SHOP_NO, ProductFacts
from catalog.models import Product, ProductListing, Variant


@transaction.atomic
def change_given(product_id: int, values: Mapping[str, Any], *, actor: Actor) -> bool:
    """Write the given fields of ProductFacts (name -> value) in the base shop; False where nothing changed.

    What others write meanwhile to fields that are not named stays. Raises Product.DoesNotExist and what
    change_product raises; TypeError for a name that is no field.
    """
    locked = lock_product(product_id)
    return change_locked_product(locked, replace(present_facts(locked), **values), actor=actor)


def lock_product(product_id: int) -> Locked:
    """The product with its base listing and first variant, read for update. Raises Product.DoesNotExist."""
    product = Product.objects.select_for_update(no_key=True).get(pk=product_id)
    listing = ProductListing.objects.select_for_update().get(product_id=product_id, shop_no=BASE_SHOP_NO)
    variant = Variant.objects.select_for_update().get(product_id=product_id, position=0)
    return Locked(product, listing, variant)


def present_facts(locked: Locked) -> ProductFacts:
    """The facts that leave a product as it is."""
    product, listing = locked.product, locked.listing
    return ProductFacts(
        name=product.name,
        price=product.price,
        summary=product.summary,
        short_description=product.short_description,
        description=product.description,
        weight_grams=product.weight_grams,
        display=listing.display,
        selling=listing.selling,
        tracks_stock=locked.variant.tracks_stock,
    )
