"""Put an invented product on the shelf, and a coupon beside it, by the same rules as anywhere else."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone

from accounts.audit import Actor
from catalog.domain.create_product import create_product
from catalog.domain.facts import ProductFacts
from catalog.domain.set_image import set_product_image
from catalog.models import Product
from catalog.pictures import read_picture
from orders.domain.promotions import Promotion
from orders.models import Discount
from storefront.demo.drawing import draw
from storefront.demo.products import DemoProduct


def add_demo_product(product: DemoProduct, about: str, actor: Actor) -> Product:
    """Create it with its drawn picture in the open mall."""
    facts = ProductFacts(
        name=product.name,
        price=Decimal(product.price),
        summary=product.summary,
        short_description=product.short,
        description=about,
        weight_grams=product.weight_grams,
        display=product.display,
        selling=product.selling,
        tracks_stock=product.stock is not None,
        options=product.options,
        extra_inputs=product.extra_inputs,
    )
    made = create_product(facts, stock=product.stock or 0, actor=actor)
    set_product_image(made.pk, read_picture(draw(product.shape, product.palette)), actor=actor)
    return made


def first_order_coupon(code: str) -> Promotion:
    """Ten percent off a first order of 20,000 won or more."""
    return Promotion(
        kind=Discount.Kind.COUPON,
        shop_no=1,
        name="첫 구매 10% 쿠폰",
        unit=Discount.Unit.PERCENT,
        percent=Decimal(10),
        code=code,
        minimum_amount=Decimal(20000),
        is_first_order_only=True,
        starts_at=timezone.now(),
    )
