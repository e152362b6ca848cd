"""The wish list of a customer in a shop: products to come back to."""

from __future__ import annotations

from typing import Final

from django.db import transaction

from catalog.models import ProductListing, Variant
from orders.models import Customer, WishlistItem

MOST_WISHES: Final = 200


class WishlistFull(Exception):
    """A wish list holds MOST_WISHES products."""


@transaction.atomic
def put_on_wishlist(customer_id: int, shop_no: int, product_id: int, *, variant_id: int | None = None) -> WishlistItem:
    """Keep a product that the shop displays, sold out or not, with the variant that was chosen, if any was.

    A product that is on the list already keeps its place and takes the newer choice. Raises WishlistFull,
    Customer.DoesNotExist, ProductListing.DoesNotExist and Variant.DoesNotExist.
    """
    customer = Customer.objects.select_for_update().get(pk=customer_id)
    ProductListing.objects.get(product=product_id, shop_no=shop_no, display=True)
    if variant_id is not None:
        Variant.objects.get(pk=variant_id, product=product_id)
    wishes = WishlistItem.objects.filter(customer=customer, shop_no=shop_no)
    item: WishlistItem | None = wishes.filter(product=product_id).first()
    if item is None:
        if wishes.count() >= MOST_WISHES:
            raise WishlistFull
        item = WishlistItem(customer=customer, shop_no=shop_no, product_id=product_id)
    item.variant_id = variant_id
    item.save()
    return item


def take_off_wishlist(customer_id: int, shop_no: int, product_id: int) -> None:
    """Let a product go; a second call does nothing."""
    WishlistItem.objects.filter(customer=customer_id, shop_no=shop_no, product=product_id).delete()
