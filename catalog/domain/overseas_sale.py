"""A product without a weight is not sold in an overseas shop: its shipping fee could not be told (R3.122).

Every shop but the base shop counts as one. All ways to a change ask here: the product's form, its listings, bulk
steps, imports. At checkout the fee itself asks again, for parcels abroad from any shop; those on sale without a weight
are listed in Shipping/Returns.
"""

from __future__ import annotations

from accounts.models import Shop
from accounts.tenancy import current_mall_id
from catalog.models import Product, ProductListing

BASE_SHOP_NO = 1


class WeightMissing(Exception):
    """A product without a weight was to be sold overseas."""


class WeightNeeded(WeightMissing):
    """The weight of a product that overseas shops sell was to be taken away; `shops` are their names."""

    def __init__(self, shops: list[str]) -> None:
        super().__init__(", ".join(shops))
        self.shops = shops


def check_may_sell(product: Product, shop_no: int) -> None:
    """Raise WeightMissing where a shop is overseas and the product has no weight."""
    if shop_no != BASE_SHOP_NO and not product.weight_grams:
        raise WeightMissing


def check_weight_may_go(product_id: int) -> None:
    """Raise WeightNeeded while an overseas shop sells the product."""
    selling = ProductListing.objects.filter(product_id=product_id, selling=True).exclude(shop_no=BASE_SHOP_NO)
    numbers = sorted(selling.values_list("shop_no", flat=True))
    if numbers:
        names = Shop.objects.filter(mall_id=current_mall_id(), shop_no__in=numbers).order_by("shop_no")
        raise WeightNeeded([shop.name or str(shop.shop_no) for shop in names])
