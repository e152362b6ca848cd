"""Rows of combinations on the wire, and the choice of one by its code (wire contract, Appendix A)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from catalog.models import Product, ProductListing, Variant
from developer_center.wire import dec2, tf, variant_code

INVENTORY: Final = (
    "shop_no:int, variant_code:str, use_inventory:TF, important_inventory:code1, inventory_control_type:code1, "
    "display_soldout:TF, quantity:int, safety_inventory:int"
)
VARIANT: Final = (
    "shop_no:int, variant_code:str, options:[{name:str, value:str}], custom_variant_code:str, display:TF, selling:TF, "
    "display_order:int, additional_amount:dec2, use_inventory:TF, important_inventory:code1, "
    "inventory_control_type:code1, display_soldout:TF, quantity:int, safety_inventory:int, image:str"
)
# What apps keep of a combination: its defaults.
KEPT_DEFAULTS: Final[Mapping[str, Any]] = {
    "important_inventory": "A",
    "inventory_control_type": "A",
    "display_soldout": "F",
    "safety_inventory": 0,
}
# What of a row PUT answers under `inventories`.
STOCK_KEYS: Final = ("quantity", "use_inventory", *KEPT_DEFAULTS)


def variants_by_product(product_ids: Iterable[int]) -> dict[int, list[Variant]]:
    """The combinations of products, in order; one query."""
    found: dict[int, list[Variant]] = defaultdict(list)
    for variant in Variant.objects.filter(product_id__in=list(product_ids)).order_by("product_id", "position"):
        found[variant.product_id].append(variant)
    return found


def listing_of(source: Mapping[str, Any]) -> ProductListing:
    """The words of a shop for a product's options, from its columns (product_rows); nothing to be saved."""
    product = Product(pk=source["pk"], options=source["options"], extra_inputs=source.get("extra_inputs") or [])
    return ProductListing(product=product, texts=source["shop_texts"] or {})


def variant_row(variant: Variant, listing: ProductListing, shop_no: int) -> dict[str, Any]:
    """A combination in the words of a shop. `display` and `selling` are one switch here: whether it is sold."""
    values = zip(listing.options, listing.option_texts(variant.option_values), strict=False)
    return {
        "shop_no": shop_no,
        "variant_code": variant_code(variant.product_id, variant.position),
        "options": [{"name": option["name"], "value": value} for option, value in values],
        "custom_variant_code": variant.own_code,
        "display": tf(variant.is_sold),
        "selling": tf(variant.is_sold),
        "display_order": variant.position + 1,
        "additional_amount": dec2(variant.price_delta),
        "use_inventory": tf(variant.tracks_stock),
        **KEPT_DEFAULTS,
        **{name: value for name, value in variant.app_facts.items() if name in KEPT_DEFAULTS},
        "quantity": variant.stock,
        "image": "",
    }


def inventory_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """The stock of a combination, from its row."""
    return {name: row[name] for name in ("shop_no", "variant_code", *STOCK_KEYS)}
