"""Put things into a cart, change how many, take them out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping

from django.db import transaction

from accounts.audit import Actor, mention
from catalog.models import ProductListing, Variant
from orders.domain.cart.find import MOST_PIECES, touch
from orders.models import Cart, CartItem

MOST_LINES = 100


class NotForCart(Exception):
    """A choice cannot go into the cart; `code` says why, `name` the extra input if that is missing.

    Codes: not_on_sale, sold_out, extra_input_missing, extra_input_long, cart_full.
    """

    def __init__(self, code: str, *, name: str = "") -> None:
        super().__init__(f"{code} {name}".strip())
        self.code, self.name = code, name


@transaction.atomic
def add_to_cart(cart: Cart, variant_id: int, quantity: int, extra_inputs: Mapping[str, str]) -> CartItem:
    """Add pieces of a variant; the same variant with the same extra inputs adds up. Raises NotForCart.

    Stock is not taken before the order; a variant without any stock left is refused here already. Apps that want to
    hear of it are told (`cart.added`); the log is not.
    """
    variant = Variant.objects.select_related("product").filter(pk=variant_id, is_sold=True).first()
    is_offered = variant is not None and _is_offered(variant, cart.shop_no)
    if variant is None or not is_offered:
        raise NotForCart("not_on_sale")
    if variant.is_sold_out:
        raise NotForCart("sold_out")
    inputs = checked_inputs(variant.product.extra_inputs, extra_inputs)
    digest = _hash_of(inputs)
    Cart.objects.select_for_update().get(pk=cart.pk)
    item: CartItem | None = cart.items.filter(variant=variant, extra_inputs_hash=digest).first()
    if item is None:
        if cart.items.count() >= MOST_LINES:
            raise NotForCart("cart_full")
        item = CartItem(
            cart=cart,
            product_id=variant.product_id,
            variant=variant,
            quantity=0,
            extra_inputs=inputs,
            extra_inputs_hash=digest,
        )
    item.quantity = min(item.quantity + quantity, MOST_PIECES)
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


def set_quantity(cart: Cart, item_id: int, quantity: int) -> None:
    """How many pieces a line has; 0 takes it out. A line of another cart is left alone."""
    rows = CartItem.objects.filter(cart=cart, pk=item_id)
    if quantity <= 0:
        rows.delete()
    else:
        rows.update(quantity=min(quantity, MOST_PIECES))
    touch(cart)


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


def _is_offered(variant: Variant, shop_no: int) -> bool:
    return ProductListing.objects.filter(
        product=variant.product_id, shop_no=shop_no, display=True, selling=True
    ).exists()


def _hash_of(inputs: Mapping[str, str]) -> str:
    if not inputs:
        return ""
    text = json.dumps(inputs, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
