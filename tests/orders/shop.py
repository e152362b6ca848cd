"""A shop to buy from: products, checkouts and orders for tests of orders."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from accounts.audit import Actor
from accounts.models import Shop
from accounts.tenancy import current_mall_id
from catalog.domain.create_product import create_product
from catalog.domain.facts import ProductFacts
from catalog.models import Product
from orders.domain.checkout import Address, Checkout, Line, Person
from orders.domain.pay_order import pay_order
from orders.domain.place_order import place_order
from orders.models import Order

SYSTEM = Actor.system()


def base_shop() -> Shop:
    return Shop.objects.select_related("mall").get(mall_id=current_mall_id(), shop_no=1)


def make_product(*, stock: int = 10, price: str = "12000", name: str = "Linen shirt", **facts: Any) -> Product:
    """A displayed product on sale in the base shop, with its stock tracked; its variant is `.variants.get()`."""
    wanted = ProductFacts(
        name=name, price=Decimal(price), display=True, selling=True, tracks_stock=True, **{"weight_grams": 300} | facts
    )
    return create_product(wanted, stock=stock, actor=SYSTEM)


def make_checkout(*lines: Line, name: str = "Kim Minji", **changes: Any) -> Checkout:
    """A guest's checkout by bank transfer to an address at home."""
    values: dict[str, Any] = {
        "shop_no": 1,
        "lines": lines,
        "buyer": Person(name, "minji@example.com", "010-1234-5678"),
        "receiver": Address(name, "010-1234-5678", "1 Sejong-daero", zipcode="04524"),
        "payment_method": "cash",
        "idempotency_key": uuid.uuid4().hex,
        "guest_password": "guest password",
    }
    return Checkout(**values | changes)


def make_order(product: Product | None = None, *, quantity: int = 1, **changes: Any) -> Order:
    """A placed guest order of one product."""
    product = product or make_product()
    variant = product.variants.get()
    return place_order(base_shop(), make_checkout(Line(variant.pk, quantity), **changes), actor=SYSTEM)


def make_order_of(*products: Product, **changes: Any) -> Order:
    """A placed guest order of one piece of each product, a line each."""
    lines = [Line(product.variants.get().pk, 1) for product in products]
    return place_order(base_shop(), make_checkout(*lines, **changes), actor=SYSTEM)


def make_paid_order(*products: Product, **changes: Any) -> Order:
    """The same, paid; of a product of its own where none is named."""
    order = make_order_of(*(products or (make_product(),)), **changes)
    return pay_order(order.pk, gateway="cash", actor=SYSTEM)


def statuses_of(order: Order) -> list[str]:
    """The statuses of an order's items, in line order, as they are in the database."""
    return list(order.items.order_by("line_no").values_list("status", flat=True))
