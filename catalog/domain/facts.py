"""What a merchant tells about a product, and how it reads in the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from accounts.models import Shop
from accounts.money import check_amount
from accounts.tenancy import current_mall_id
from catalog.description import cleaned
from catalog.models import Product, ProductListing, Variant
from catalog.models.product import folded

BASE_SHOP_NO: Final = 1


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """The facts of a product in the base shop; the price includes VAT, in that shop's currency."""

    name: str
    price: Decimal
    summary: str = ""
    short_description: str = ""
    description: str = ""
    weight_grams: int | None = None
    display: bool = False
    selling: bool = False
    tracks_stock: bool = False

    def write_to(self, product: Product) -> None:
        """Set the product's own fields. Raises BadAmount where the base shop's currency has no such price."""
        product.name, product.name_folded = self.name, folded(self.name)
        product.summary, product.short_description = self.summary, self.short_description
        product.description = cleaned(self.description)
        product.price = check_amount(self.price, base_shop().currency)
        product.weight_grams = self.weight_grams


def base_shop() -> Shop:
    """Shop 1 of the open mall (R0.14)."""
    return Shop.objects.get(mall_id=current_mall_id(), shop_no=BASE_SHOP_NO)


def snapshot(product: Product, listing: ProductListing, variant: Variant) -> dict[str, Any]:
    """What the audit log keeps of a product: enough to see what changed."""
    return {
        "name": product.name,
        "summary": product.summary,
        "short_description": product.short_description,
        "description": product.description,
        "price": str(product.price),
        "weight_grams": product.weight_grams,
        "display": listing.display,
        "selling": listing.selling,
        "tracks_stock": variant.tracks_stock,
        "stock": variant.stock,
    }
