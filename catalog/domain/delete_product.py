"""Take a product away for good."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from accounts.audit import Actor, record
from accounts.shop_hosts import forget_mall_pages
from catalog.domain.bulk_result import BulkResult, locked
from catalog.domain.facts import BASE_SHOP_NO, snapshot
from catalog.domain.set_image import remove_files
from catalog.models import Product, ProductImage, ProductListing, Variant


@transaction.atomic
def delete_product(product_id: int, *, actor: Actor) -> None:
    """Delete a product with its listings, variants and pictures; the audit log keeps what it was.

    Raises Product.DoesNotExist, also in a second call.
    """
    product = Product.objects.select_for_update().get(pk=product_id)
    listing = ProductListing.objects.get(product_id=product_id, shop_no=BASE_SHOP_NO)
    variant = Variant.objects.get(product_id=product_id, position=0)
    images = list(ProductImage.objects.filter(product_id=product_id))
    record("product.deleted", product, actor=actor, before=snapshot(product, listing, variant))
    for children in (ProductImage, Variant, ProductListing):
        children.objects.filter(product_id=product_id).delete()
    product.delete()
    remove_files(images)
    forget_mall_pages()


@transaction.atomic
def delete_products(product_ids: Collection[int], *, actor: Actor) -> BulkResult:
    """Delete many products at once, in the order of their numbers."""
    products = locked(product_ids)
    for product in products:
        delete_product(product.pk, actor=actor)
    return BulkResult.of(product_ids, products, len(products))
