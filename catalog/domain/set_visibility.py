"""Switch display and selling of many products at once."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from django.db import transaction
from django.utils import timezone

from accounts.audit import Actor, Line, record_many
from accounts.shop_hosts import forget_mall_pages
from catalog.domain.bulk_result import BulkResult, Reason, Refusal, locked
from catalog.domain.overseas_sale import WeightMissing, check_may_sell
from catalog.models import Product, ProductListing

Switch = Literal["display", "selling"]


@transaction.atomic
def set_visibility(product_ids: Collection[int], switch: Switch, on: bool, *, shop_no: int, actor: Actor) -> BulkResult:
    """Turn `display` or `selling` on or off in one shop.

    Refused: not_in_shop where the shop has no price for a product yet, and weight_missing (R3.122).
    """
    products = locked(product_ids)
    rows = ProductListing.objects.filter(product__in=products, shop_no=shop_no).select_for_update()
    listings = {row.product_id: row for row in rows.order_by("pk")}
    refused: list[Refusal] = []
    changed: list[Product] = []
    for product in products:
        listing = listings.get(product.pk)
        reason = _why_not(product, listing, switch, on)
        if reason is not None:
            refused.append(Refusal(product.pk, product.name, reason))
        elif getattr(listing, switch) != on:
            changed.append(product)
    ProductListing.objects.filter(product__in=changed, shop_no=shop_no).update(**{switch: on})
    Product.objects.filter(pk__in=[product.pk for product in changed]).update(updated_at=timezone.now())
    before, after = {switch: not on, "shop_no": shop_no}, {switch: on, "shop_no": shop_no}
    record_many("product.changed", [Line(product, before, after) for product in changed], actor=actor)
    if changed:
        forget_mall_pages()
    return BulkResult.of(product_ids, products, len(changed), refused)


def _why_not(product: Product, listing: ProductListing | None, switch: Switch, on: bool) -> Reason | None:
    if listing is None:
        return "not_in_shop"
    if switch == "selling" and on and not listing.selling:
        try:
            check_may_sell(product, listing.shop_no)
        except WeightMissing:
            return "weight_missing"
    return None
