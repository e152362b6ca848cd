"""What came of a change to many products at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from catalog.models import Product

Reason = Literal["price_out_of_range", "weight_missing", "weight_needed", "not_in_shop"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A product that stays as it was, and why."""

    product_id: int
    name: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class BulkResult:
    """How many products changed, which were refused, how many were so already and how many the mall does not have.

    Each product changes wholly or not at all, and has an entry of its own in the audit log.
    """

    changed: int = 0
    refused: tuple[Refusal, ...] = ()
    same: int = 0
    gone: int = 0

    @classmethod
    def of(
        cls, wanted: Collection[int], products: Sequence[Product], changed: int, refused: Sequence[Refusal] = ()
    ) -> BulkResult:
        """From the ids that were asked for and the products that are there."""
        same = len(products) - changed - len(refused)
        return cls(changed, tuple(refused), same, len(set(wanted)) - len(products))


def locked(product_ids: Collection[int]) -> list[Product]:
    """The mall's own ones of some products, in the order of their numbers."""
    return list(Product.objects.select_for_update(no_key=True).filter(pk__in=set(product_ids)).order_by("pk"))
