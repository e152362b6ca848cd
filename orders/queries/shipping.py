"""What the shipping settings show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from accounts.countries import country_name
from catalog.models import Product
from orders.models import ShippingRegion, ShippingTier
from orders.models.settings import kilograms

MOST_COUNTED: Final = 1000


@dataclass(frozen=True, slots=True)
class RegionRow:
    """A region with its table; shipping is free above `free_above_grams` (0: for every weight, it has no tiers)."""

    region: ShippingRegion
    name: str
    countries: list[str]
    is_everywhere_else: bool
    tiers: list[ShippingTier]

    @property
    def dialog_id(self) -> str:
        """The id of the dialog that asks before the region is deleted."""
        return f"delete-{self.region.pk}"

    @property
    def free_above_grams(self) -> int:
        return self.tiers[-1].up_to_grams if self.tiers else 0

    @property
    def free_above_kg(self) -> str:
        """The same in kilograms, for people."""
        return kilograms(self.free_above_grams)


def region_rows(shop_no: int, name_of: Callable[[str], str] = str) -> list[RegionRow]:
    """A shop's regions in their order, each as `name_of` calls it; two queries for any number."""
    regions = ShippingRegion.objects.filter(shop_no=shop_no).order_by("position", "id").prefetch_related("tiers")
    return [
        RegionRow(
            region,
            name_of(region.name),
            sorted(country_name(code) for code in region.countries if code != "*"),
            "*" in region.countries,
            sorted(region.tiers.all(), key=lambda tier: tier.up_to_grams),
        )
        for region in regions
    ]


def unweighed_products(shop_no: int) -> QuerySet[Product]:
    """Products on sale in a shop that have no weight and so cannot be sold overseas (R3.122)."""
    missing = Q(weight_grams__isnull=True) | Q(weight_grams=0)
    on_sale = Q(listings__shop_no=shop_no, listings__display=True, listings__selling=True)
    rows: QuerySet[Product] = Product.objects.filter(missing).filter(on_sale)
    return rows


def count_unweighed(shop_no: int) -> int:
    """How many there are, counted up to MOST_COUNTED + 1."""
    return unweighed_products(shop_no).order_by()[: MOST_COUNTED + 1].count()
