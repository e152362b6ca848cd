"""Write what a body names of a product by the rules of catalog; anything that is refused undoes the whole call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from accounts.models import Shop
from accounts.money import BadAmount
from accounts.shop_hosts import forgetting_once
from catalog.domain.change_given import change_given
from catalog.domain.create_product import create_product
from catalog.domain.decorations import Outfit, held_outfit
from catalog.domain.facts import BASE_SHOP_NO, CodeTaken, ProductFacts, TermsRefused
from catalog.domain.images import MOST_IMAGES, TooManyImages
from catalog.domain.main_products import TooManyPlaced, add_main_products, remove_main_product
from catalog.domain.options import OptionsRefused
from catalog.domain.overseas_sale import WeightMissing, WeightNeeded
from catalog.domain.place_in_categories import set_categories
from catalog.domain.set_image import StorageFull
from catalog.domain.set_listing import ListingFacts, set_listing
from catalog.models import (
    Category,
    CategoryProduct,
    Decoration,
    MainCategory,
    MainCategoryProduct,
    Product,
    ProductListing,
)
from developer_center.api.call import Call
from developer_center.api.errors import found, wrong
from developer_center.api.resources.decorations import codes_worn, dress
from developer_center.api.resources.picture_fields import set_pictures
from developer_center.api.resources.product_body import own_values
from developer_center.api.resources.product_rows import Writer, kilograms

# A refusal of catalog: the field that is to blame, and what is said.
REFUSALS: Final[Mapping[type[Exception], tuple[str, str]]] = {
    BadAmount: ("price", "The currency of the shop has no such amount."),
    OptionsRefused: ("options", "These options cannot be had: at most 5 with 100 different values each, 300 in all."),
    TermsRefused: ("maximum_quantity", "No number of pieces keeps to the minimum, the maximum and the unit."),
    CodeTaken: ("custom_product_code", "Another product has this code."),
    WeightNeeded: ("product_weight", "Overseas shops sell this product, so it keeps a weight."),
    WeightMissing: ("selling", "An overseas shop sells no product without a weight."),
    TooManyPlaced: ("main", "The main display group is full."),
    TooManyImages: ("additional_image", f"A product has at most {MOST_IMAGES} pictures."),
    StorageFull: ("detail_image", "There is no room for pictures."),
}
SHOP_FIELDS: Final = ("name", "summary", "short_description", "description", "material", "price", "display", "selling")
SHOP_TEXTS: Final = SHOP_FIELDS[:5]


@contextmanager
def writing(called: Mapping[str, str] | None = None) -> Iterator[None]:
    """Turn refusals of catalog into 422 with their field; the storefront forgets its pages once, at the end.

    `called`: what a field of REFUSALS is called in this body.
    """
    try:
        with forgetting_once():
            yield
    except tuple(REFUSALS) as error:
        field, message = next(said for kind, said in REFUSALS.items() if isinstance(error, kind))
        raise wrong((called or {}).get(field, field), message) from error


def create(call: Call) -> int:
    """Register a product with its categories, main display and pictures; answers its number."""
    if call.shop_no != BASE_SHOP_NO:
        raise wrong("shop_no", "A product begins in the base shop; PUT with shop_no then offers it in another one.")
    with writing():
        product = create_product(ProductFacts(**own_values(call.body)), actor=call.actor)
        _place(call, product.pk)
    return product.pk


def change(call: Call, product_no: int) -> bool:
    """Change what the body names; False where everything was so already. Raises 404."""
    product = found(Product.objects.select_for_update(no_key=True), f"Product {product_no}", pk=product_no)
    values = own_values(call.body)
    if "weight_grams" in values and kilograms(values["weight_grams"]) == kilograms(product.weight_grams):
        del values["weight_grams"]  # grams that the wire does not show stay
    with writing():
        own = {name: value for name, value in values.items() if name not in SHOP_FIELDS}
        if call.shop_no == BASE_SHOP_NO:
            is_changed = change_given(product_no, values, actor=call.actor)
        else:
            is_changed = change_given(product_no, own, actor=call.actor)
            is_changed |= _change_listing(call, product, {k: values[k] for k in values if k in SHOP_FIELDS})
        return _place(call, product_no) or is_changed


def _change_listing(call: Call, product: Product, values: Mapping[str, Any]) -> bool:
    """What another shop says of a product; a listing that is new costs the base price by the shop's rate."""
    if not values:
        return False
    shop = Shop.objects.select_related("mall").get(mall_id=call.caller.mall_id, shop_no=call.shop_no)
    listing = ProductListing.objects.select_for_update().filter(product=product, shop_no=shop.shop_no).first()
    facts = ListingFacts(
        display=values.get("display", listing.display if listing else False),
        selling=values.get("selling", listing.selling if listing else False),
        price=values.get("price", listing.price if listing else product.price),
        texts={name: values[name] for name in SHOP_TEXTS if name in values},
        is_converted=listing is None and "price" not in values,
    )
    before = _told(listing)
    after = _told(set_listing(product.pk, shop, facts, actor=call.actor))
    return bool(after != before)


def _told(listing: ProductListing | None) -> Any:
    return listing and (listing.display, listing.selling, listing.price, dict(listing.texts), dict(listing.sources))


def _place(call: Call, product_no: int) -> bool:
    """Categories, main display, icons, pictures; pictures last, because a file cannot be undone."""
    body = call.body
    is_changed = "add_category_no" in body or "delete_category_no" in body
    is_changed = is_changed and _set_categories(call, product_no)
    if "main" in body:
        is_changed |= _set_main(call, product_no)
    if "icon" in body:
        is_changed |= _set_icons(call, product_no)
    if "detail_image" in body or "additional_image" in body:
        is_changed |= set_pictures(product_no, body, Writer.of(call), actor=call.actor)
    return is_changed


def _set_categories(call: Call, product_no: int) -> bool:
    present = set(CategoryProduct.objects.filter(product_id=product_no).values_list("category_id", flat=True))
    added = {place["category_no"] for place in call.body.get("add_category_no", ())}
    known = set(Category.objects.filter(pk__in=added).values_list("pk", flat=True))
    if added - known:
        raise wrong("add_category_no.category_no", f"There is no category {min(added - known)}.")
    wanted = (present | added) - set(call.body.get("delete_category_no", ()))
    return wanted != present and set_categories(product_no, wanted, actor=call.actor)


def _set_icons(call: Call, product_no: int) -> bool:
    """Have these icons in the shop, as long as those that are there; what is new is always shown."""
    present = held_outfit(product_no, call.shop_no, Decoration.Kind.ICON)
    worn = codes_worn(Decoration.Kind.ICON, call.body["icon"], "icon")
    outfit = replace(present, worn=worn) if worn else Outfit(())
    return dress(call, product_no, Decoration.Kind.ICON, outfit, field="icon")


def _set_main(call: Call, product_no: int) -> bool:
    """Have the product in exactly these main display groups of the shop."""
    groups = dict(MainCategory.objects.filter(shop_no=call.shop_no).values_list("display_group", "pk"))
    wanted = set(call.body["main"])
    if wanted - groups.keys():
        raise wrong("main", f"The shop has no main display group {min(wanted - groups.keys())}.")
    placed = MainCategoryProduct.objects.filter(product_id=product_no, main_category__shop_no=call.shop_no)
    present = set(placed.values_list("main_category__display_group", flat=True))
    for group in sorted(wanted - present):
        add_main_products(groups[group], [product_no], actor=call.actor)
    for group in sorted(present - wanted):
        remove_main_product(groups[group], product_no, actor=call.actor)
    return wanted != present
