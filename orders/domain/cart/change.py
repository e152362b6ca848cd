"""Put things into a cart, change how many, take them out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence

from django.db import transaction

from accounts.audit import Actor, mention
from catalog.models import ProductListing, Variant
from catalog.models.sale_terms import MOST_PIECES, Beside
from orders.domain.cart.find import touch
from orders.models import Cart, CartItem
from orders.queries.terms import Pieces, Problem, buyer_problems, problems_of, quantity_problem

MOST_LINES = 100


class NotForCart(Exception):
    """A choice cannot go into the cart; `code` says why, `name` the extra input or product that is to blame.

    Codes: not_on_sale, sold_out, extra_input_missing, extra_input_long, cart_full, and those of
    orders.queries.terms.Problem with the number of pieces that is allowed.
    """

    def __init__(self, code: str, *, name: str = "", number: int = 0) -> None:
        super().__init__(f"{code} {name}".strip())
        self.code, self.name, self.number = code, name, number


@transaction.atomic
def add_to_cart(
    cart: Cart, variant_id: int, quantity: int, extra_inputs: Mapping[str, str], *, is_ordered_alone: bool = False
) -> CartItem:
    """Add pieces of a variant; the same variant with the same extra inputs adds up. Raises NotForCart.

    Stock is not taken before the order; a variant without any stock left is refused here already, and so is what the
    product's terms of sale forbid whatever else comes into the cart. `is_ordered_alone`: the line is about to be
    ordered by itself, so that nothing else will. Apps that want to hear of an added line are told (`cart.added`); the
    log is not.
    """
    variant = Variant.objects.select_related("product").filter(pk=variant_id, is_sold=True).first()
    listing = variant and _listing(variant, cart.shop_no)
    if variant is None or listing is None:
        raise NotForCart("not_on_sale")
    if variant.is_sold_out:
        raise NotForCart("sold_out")
    inputs = checked_inputs(variant.product.extra_inputs, extra_inputs)
    digest = _hash_of(inputs)
    Cart.objects.select_for_update().get(pk=cart.pk)
    items = list(cart.items.select_related("product", "variant"))
    item = next((one for one in items if (one.variant_id, one.extra_inputs_hash) == (variant_id, digest)), None)
    if item is None:
        if len(items) >= MOST_LINES:
            raise NotForCart("cart_full")
        item = CartItem(
            cart=cart,
            product=variant.product,
            variant=variant,
            quantity=0,
            extra_inputs=inputs,
            extra_inputs_hash=digest,
        )
        items.append(item)
    item.quantity = min(item.quantity + quantity, MOST_PIECES)
    _check_terms(cart, item, [item] if is_ordered_alone else items, is_ordered=is_ordered_alone)
    item.save()
    touch(cart)
    after = {
        "shop_no": cart.shop_no,
        "cart_id": cart.pk,
        "product_id": item.product_id,
        "position": variant.position,
        "quantity": quantity,
    }
    mention("cart.added", item, actor=Actor.shopper(cart.customer_id), after=after)
    return item


@transaction.atomic
def set_quantities(cart: Cart, wanted: Mapping[int, int]) -> list[NotForCart]:
    """How many pieces lines have (line -> pieces); 0 takes one out, and lines of another cart are left alone.

    A line whose new number the product's terms of sale forbid keeps its old one, and the refusal is answered.
    """
    Cart.objects.select_for_update().get(pk=cart.pk)
    items = list(cart.items.select_related("product", "variant").order_by("pk"))
    take_out(cart, [item.pk for item in items if wanted.get(item.pk, 1) <= 0])
    kept = [item for item in items if wanted.get(item.pk, 1) > 0]
    before = {item.pk: item.quantity for item in kept}
    for item in kept:
        item.quantity = min(wanted.get(item.pk, item.quantity), MOST_PIECES)
    changed = [item for item in kept if item.quantity != before[item.pk]]
    pieces = [_pieces(item) for item in kept]
    problems = {item.pk: quantity_problem(_pieces(item), pieces, is_complete=False) for item in changed}
    CartItem.objects.bulk_update([item for item in changed if problems[item.pk] is None], ["quantity"])
    touch(cart)
    return [_refusal(cart, item, problem) for item in changed if (problem := problems[item.pk]) is not None]


def take_out(cart: Cart, item_ids: Collection[int]) -> None:
    """Take lines out, after they were ordered or because they are no longer wanted."""
    CartItem.objects.filter(cart=cart, pk__in=item_ids).delete()


def checked_inputs(wanted: list[dict[str, object]], typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed into a product's extra input options, by their names. Raises NotForCart."""
    inputs: dict[str, str] = {}
    for field in wanted:
        name = str(field["name"])
        text = typed.get(name, "").strip()
        if field.get("is_required") and not text:
            raise NotForCart("extra_input_missing", name=name)
        if len(text) > int(str(field.get("max_length") or 200)):
            raise NotForCart("extra_input_long", name=name)
        if text:
            inputs[name] = text
    return inputs


def _listing(variant: Variant, shop_no: int) -> ProductListing | None:
    rows = ProductListing.objects.select_related("product")
    found: ProductListing | None = rows.filter(
        product=variant.product_id, shop_no=shop_no, display=True, selling=True
    ).first()
    return found


def _check_terms(cart: Cart, item: CartItem, items: Sequence[CartItem], *, is_ordered: bool) -> None:
    """Raises NotForCart where a new or longer line is against its product's terms, or against those beside it."""
    pieces, lines = _pieces(item), [_pieces(one) for one in items]
    if is_ordered:
        problem = problems_of(lines, cart.customer_id)[0]
    else:
        _check_beside(cart, item, items)
        refused = buyer_problems({item.product_id: item.product.sale_terms}, cart.customer_id)
        problem = refused.get(item.product_id) or quantity_problem(pieces, lines, is_complete=False)
    if problem is not None:
        raise _refusal(cart, item, problem)


def _check_beside(cart: Cart, item: CartItem, items: Sequence[CartItem]) -> None:
    """What is sold only by itself stands in no cart with others. What needs others may wait there for them."""
    if len({one.product_id for one in items}) > 1:
        for one in (item, *items):
            if one.product.sale_terms.beside == Beside.NOTHING:
                raise _refusal(cart, one, Problem("only_alone"))


def _refusal(cart: Cart, item: CartItem, problem: Problem) -> NotForCart:
    listings = ProductListing.objects.select_related("product")
    listing = listings.filter(product=item.product_id, shop_no=cart.shop_no).first() or ProductListing(
        product=item.product
    )
    options = " / ".join(listing.option_texts(map(str, item.variant.option_values)))
    return NotForCart(problem.code, name=problem.about(listing.text("name"), options), number=problem.number)


def _pieces(item: CartItem) -> Pieces:
    return Pieces(item.product, item.variant_id, item.quantity)


def _hash_of(inputs: Mapping[str, str]) -> str:
    if not inputs:
        return ""
    text = json.dumps(inputs, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
