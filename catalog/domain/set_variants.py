"""Write given facts of combinations: stock as a number of pieces, told under the lock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.audit import Actor
from catalog.domain.change_variants import VariantChange, change_variants
from catalog.models import Product, Variant


@dataclass(frozen=True, slots=True)
class GivenVariant:
    """What is to be of one combination; None stays as it is. `stock` is the number of pieces from now on."""

    variant_id: int
    price_delta: Decimal | None = None
    is_sold: bool | None = None
    tracks_stock: bool | None = None
    stock: int | None = None
    own_code: str | None = None
    app_facts: Mapping[str, Any] = field(default_factory=dict)

    def as_change(self, row: Variant) -> VariantChange:
        """The whole change of a locked row."""
        return VariantChange(
            row.pk,
            price_delta=row.price_delta if self.price_delta is None else self.price_delta,
            is_sold=row.is_sold if self.is_sold is None else self.is_sold,
            tracks_stock=row.tracks_stock if self.tracks_stock is None else self.tracks_stock,
            stock_change=0 if self.stock is None else self.stock - row.stock,
            own_code=self.own_code,
            app_facts=self.app_facts,
        )


@transaction.atomic
def set_variants(product_id: int, wanted: Sequence[GivenVariant], *, actor: Actor) -> int:
    """Write what was given and differs; answers how many combinations changed.

    The last entry of a variant counts. Raises Product.DoesNotExist, Variant.DoesNotExist for an id that is not of the
    product, and BadAmount; nothing is written then.
    """
    product = Product.objects.select_for_update(no_key=True).get(pk=product_id)
    rows = {row.pk: row for row in Variant.objects.select_for_update().filter(product=product).order_by("pk")}
    by_id = {given.variant_id: given for given in wanted}
    if not by_id.keys() <= rows.keys():
        raise Variant.DoesNotExist(min(by_id.keys() - rows.keys()))
    changes = [given.as_change(rows[number]) for number, given in sorted(by_id.items())]
    return change_variants(product_id, changes, actor=actor)
