"""Switch display and selling of many products at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from django.db import transaction
from django.utils import timezone

from accounts.audit import Actor, record
from accounts.shop_hosts import forget_mall_pages
from catalog.models import Product, ProductListing

Switch = Literal["display", "selling"]


@transaction.atomic
def set_visibility(product_ids: Iterable[int], switch: Switch, on: bool, *, shop_no: int, actor: Actor) -> int:
    """Turn `display` or `selling` on or off in one shop; answers how many products that changed.

    Ids that the mall does not have, and products that already are so, are passed over.
    """
    products = list(Product.objects.select_for_update().filter(pk__in=set(product_ids)).order_by("pk"))
    listings = ProductListing.objects.filter(product__in=products, shop_no=shop_no, **{switch: not on})
    changed = set(listings.select_for_update().values_list("product_id", flat=True))
    if not changed:
        return 0
    listings.update(**{switch: on})
    Product.objects.filter(pk__in=changed).update(updated_at=timezone.now())
    for product in products:
        if product.pk in changed:
            before, after = {switch: not on, "shop_no": shop_no}, {switch: on, "shop_no": shop_no}
            record("product.changed", product, actor=actor, before=before, after=after)
    forget_mall_pages()
    return len(changed)
