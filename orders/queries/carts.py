"""What a cart shows: each line with its present price, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from accounts.models import Shop
from catalog.models import ProductImage, ProductListing
from catalog.models.image import SMALL
from catalog.queries import image_url
from orders.models import Cart, CartItem
from orders.queries.terms import Pieces, Problem, problems_of


@dataclass(frozen=True, slots=True)
class CartLine:
    """One line. `problem` is empty, not_on_sale, sold_out, too_few_left or the code of a Problem (terms), which `term`
    then is, with `about` for what it is about; money is in the shop's currency.
    """

    item: CartItem
    name: str
    option_text: str
    extra_inputs: dict[str, str]
    unit_price: Decimal
    image: str
    slug: str
    problem: str
    left: int
    term: Problem | None = None

    @property
    def about(self) -> str:
        """What its problem is about: the product, or this combination of it."""
        return self.term.about(self.name, self.option_text) if self.term else self.name

    @property
    def amount(self) -> Decimal:
        return self.unit_price * self.item.quantity


def cart_lines(cart: Cart | None, shop: Shop) -> list[CartLine]:
    """The lines of a cart in the order they were added, as if all of them were ordered.

    Three queries for any number of lines, and two more where something is not sold to everybody.
    """
    if cart is None:
        return []
    items = list(CartItem.objects.filter(cart=cart).select_related("product", "variant").order_by("pk"))
    product_ids = {item.product_id for item in items}
    found = ProductListing.objects.filter(shop_no=cart.shop_no, product_id__in=product_ids)
    listings = {row.product_id: row for row in found.select_related("product")}
    images = dict(ProductImage.objects.filter(product_id__in=product_ids, position=0).values_list("product_id", "stem"))
    terms = problems_of([Pieces(item.product, item.variant_id, item.quantity) for item in items], cart.customer_id)
    return [
        _line(item, shop, listings.get(item.product_id), images.get(item.product_id, ""), term)
        for item, term in zip(items, terms, strict=True)
    ]


def _line(item: CartItem, shop: Shop, listing: ProductListing | None, stem: str, term: Problem | None) -> CartLine:
    shown = listing or ProductListing(product=item.product)  # gone from this shop: its base texts are shown
    return CartLine(
        item=item,
        name=shown.text("name"),
        option_text=" / ".join(shown.option_texts(map(str, item.variant.option_values))),
        extra_inputs={shown.extra_input_name(base): typed for base, typed in item.extra_inputs.items()},
        unit_price=(listing.price if listing else shop.from_base(item.product.price))
        + shop.from_base(item.variant.price_delta),
        image=image_url(stem, SMALL),
        slug=item.product.slug,
        problem=_problem(item, listing) or (term.code if term else ""),
        left=item.variant.stock,
        term=term,
    )


def _problem(item: CartItem, listing: ProductListing | None) -> str:
    if listing is None or not (listing.display and listing.selling and item.variant.is_sold):
        return "not_on_sale"
    if item.variant.tracks_stock and item.variant.stock < item.quantity:
        return "too_few_left" if item.variant.stock else "sold_out"
    return ""
