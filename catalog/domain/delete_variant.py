"""Take one combination of a product away."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.audit import Actor, record
from accounts.shop_hosts import forget_mall_pages
from catalog.models import Product, Variant


class FirstVariantStays(Exception):
    """The combination at the first place stands for the product wherever one variant is asked for."""


@transaction.atomic
def delete_variant(product_id: int, variant_id: int, *, actor: Actor) -> None:
    """Delete a combination, and with it its place in carts; a later change of the options makes it anew.

    Raises Product.DoesNotExist, Variant.DoesNotExist (also in a second call) and FirstVariantStays.
    """
    product = Product.objects.select_for_update(no_key=True).get(pk=product_id)
    variant = Variant.objects.select_for_update().get(product=product, pk=variant_id)
    if variant.position == 0:
        raise FirstVariantStays
    name = " / ".join(variant.option_values)
    Variant.objects.filter(pk=variant.pk).delete()
    Product.objects.filter(pk=product.pk).update(updated_at=timezone.now())
    record("product.variants_changed", product, actor=actor, before={name: "T"}, after={name: ""})
    forget_mall_pages()
