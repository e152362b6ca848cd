"""What the wish list shows: each product with its present price, and whether it can be put into the cart at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from accounts.models import Shop
from catalog.models import Product, ProductImage, ProductListing, Variant
from catalog.models.image import SMALL
from catalog.queries import image_url
from orders.models import WishlistItem
from storefront.addresses import product_url
from storefront.queries.products import first_quantity


@dataclass(frozen=True, slots=True)
class WishLine:
    """One product. `url` is empty where the shop does not display it any more; money is in the shop's currency.

    `state` is ready, choose (options or texts are still to be given on its page), sold_out or not_on_sale. `choice` is
    what the product's page would send for the variant: field -> place of the value; `quantity` what it begins with.
    """

    product_id: int
    url: str
    name: str
    option_text: str
    price: Decimal
    image: str
    state: str
    quantity: int
    choice: dict[str, int] = field(default_factory=dict)


def wish_lines(items: Sequence[WishlistItem], shop: Shop) -> list[WishLine]:
    """Lines of wishes that have their product and variant with them; two queries for any number."""
    product_ids = {item.product_id for item in items}
    found = ProductListing.objects.filter(shop_no=shop.shop_no, product_id__in=product_ids)
    listings = {row.product_id: row for row in found.select_related("product")}
    images = dict(ProductImage.objects.filter(product_id__in=product_ids, position=0).values_list("product_id", "stem"))
    return [_line(item, shop, listings.get(item.product_id), images.get(item.product_id, "")) for item in items]


def _line(item: WishlistItem, shop: Shop, listing: ProductListing | None, stem: str) -> WishLine:
    product, variant = item.product, item.variant
    shown = listing or ProductListing(product=product)  # gone from this shop: its base texts are shown
    price = listing.price if listing else shop.from_base(product.price)
    choice = _choice(product, variant)
    return WishLine(
        product_id=item.product_id,
        url=product_url(product.slug, item.product_id) if listing and listing.display else "",
        name=shown.text("name"),
        option_text=" / ".join(shown.option_texts(map(str, variant.option_values))) if variant else "",
        price=price + shop.from_base(variant.price_delta) if variant else price,
        image=image_url(stem, SMALL),
        state=_state(product, variant, listing, is_chosen=choice is not None),
        quantity=first_quantity(product),
        choice=choice or {},
    )


def _state(product: Product, variant: Variant | None, listing: ProductListing | None, *, is_chosen: bool) -> str:
    if listing is None or not (listing.display and listing.selling):
        return "not_on_sale"
    if variant is None or not is_chosen or not variant.is_sold:
        return "choose"
    if variant.is_sold_out:
        return "sold_out"
    return "choose" if any(one.get("is_required") for one in product.extra_inputs) else "ready"


def _choice(product: Product, variant: Variant | None) -> dict[str, int] | None:
    """The places of a variant's values among the product's options; None where they are not of these options."""
    if variant is None or len(variant.option_values) != len(product.options):
        return None
    pairs = list(zip(product.options, variant.option_values, strict=True))
    if any(value not in option["values"] for option, value in pairs):
        return None
    return {f"option-{number}": option["values"].index(value) for number, (option, value) in enumerate(pairs)}
