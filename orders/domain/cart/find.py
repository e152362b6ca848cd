"""Find, open and merge carts."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from catalog.models.sale_terms import MOST_PIECES
from orders.models import Cart, CartItem, Customer


def find_cart(shop_no: int, *, token: str, customer_id: int | None) -> Cart | None:
    """A customer's own cart in a shop, else the one that a guest's token names; None where there is none yet."""
    carts = Cart.objects.filter(shop_no=shop_no)
    if customer_id is not None:
        return carts.filter(customer_id=customer_id).order_by("pk").first()
    return carts.filter(token=token, customer__isnull=True).first() if token else None


@transaction.atomic
def open_cart(shop_no: int, *, token: str, customer_id: int | None) -> Cart:
    """The same, made where there was none. A customer's row is locked for it, so nobody gets two carts in a shop."""
    if customer_id is not None:
        Customer.objects.select_for_update().get(pk=customer_id)
    found = find_cart(shop_no, token=token, customer_id=customer_id)
    if found is not None:
        return found
    key = token if customer_id is None else f"customer-{customer_id}-{shop_no}"
    cart: Cart = Cart.objects.get_or_create(token=key, defaults={"shop_no": shop_no, "customer_id": customer_id})[0]
    return cart


@transaction.atomic
def merge_cart(shop_no: int, *, token: str, customer_id: int) -> None:
    """Put what a guest chose into the customer's own cart; the same choice adds up. A second call does nothing."""
    guests = find_cart(shop_no, token=token, customer_id=None)
    if guests is None:
        return
    own = open_cart(shop_no, token="", customer_id=customer_id)
    list(Cart.objects.select_for_update().filter(pk__in=[guests.pk, own.pk]).order_by("pk"))  # carts before their lines
    for item in CartItem.objects.select_for_update().filter(cart=guests).order_by("pk"):
        same = own.items.filter(variant=item.variant_id, extra_inputs_hash=item.extra_inputs_hash).first()
        if same is None:
            item.cart = own
            item.save(update_fields=["cart"])
        else:
            same.quantity = min(same.quantity + item.quantity, MOST_PIECES)
            same.save(update_fields=["quantity"])
    guests.delete()
    touch(own)


def touch(cart: Cart) -> None:
    """Note that a cart is in use."""
    Cart.objects.filter(pk=cart.pk).update(updated_at=timezone.now())
