"""What several diagnoses ask: which products shoppers see, what the merchant was told lately, one locked product."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone

from catalog.models import Product, ProductListing
from pro.models import OperationRunItem
from pro.operations.base import NotTreatable

MOST_A_DAY: Final = 1000  # the rest is found again on the following days
SAID_AGAIN_AFTER: Final = dt.timedelta(days=7)


def shown_products() -> QuerySet[Product]:
    """Products that at least one shop displays: those that are being worked on are left alone."""
    shown = ProductListing.objects.filter(display=True).values("product_id")
    products: QuerySet[Product] = Product.objects.filter(pk__in=shown)
    return products


def said_lately(key: str) -> set[int]:
    """Things that runs of an operation left to the merchant in the last days, so that no day repeats them."""
    since = timezone.now() - SAID_AGAIN_AFTER
    rows = OperationRunItem.objects.filter(run__key=key, run__planned_at__gt=since, state=OperationRunItem.State.FAILED)
    return set(rows.values_list("object_id", flat=True))


def locked_product(product_id: int) -> Product:
    """A product to treat, locked. Raises NotTreatable where it was deleted meanwhile."""
    product: Product | None = Product.objects.select_for_update(no_key=True).filter(pk=product_id).first()
    if product is None:
        raise NotTreatable("deleted_meanwhile")
    return product
