"""Give many products the same weight at once."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from accounts.audit import Actor, Line, record_many
from catalog.domain.bulk_result import BulkResult, Refusal, locked
from catalog.domain.overseas_sale import WeightNeeded, check_weight_may_go
from catalog.models import Product


@transaction.atomic
def set_weights(product_ids: Collection[int], grams: int | None, *, actor: Actor) -> BulkResult:
    """Set the weight with packaging; None takes it away. Refused: weight_needed, where overseas shops sell (R3.122).

    Raises ValueError for a weight that is not above zero.
    """
    if grams is not None and grams <= 0:
        raise ValueError("A weight is above zero.")
    products = locked(product_ids)
    refused: list[Refusal] = []
    changed: list[Line] = []
    for product in products:
        if product.weight_grams == grams:
            continue
        try:
            if grams is None:
                check_weight_may_go(product.pk)
        except WeightNeeded:
            refused.append(Refusal(product.pk, product.name, "weight_needed"))
            continue
        changed.append(Line(product, {"weight_grams": product.weight_grams}, {"weight_grams": grams}))
    changing = Product.objects.filter(pk__in=[line.obj.pk for line in changed])
    changing.update(weight_grams=grams, updated_at=timezone.now())
    record_many("product.changed", changed, actor=actor)
    return BulkResult.of(product_ids, products, len(changed), refused)
