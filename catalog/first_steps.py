"""The first step of a new mall: something to sell."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.first_steps import FirstStep, register
from catalog.models import Product

register(
    FirstStep(
        key="first_product",
        title=_("Add your first product"),
        text=_("A name, a price and a picture: it is in your store as soon as you save it."),
        url_name="catalog:product_new",
        action=_("Add a product"),
        icon="package",
        is_done=lambda _mall: Product.objects.exists(),
        right="products",
        order=100,
    )
)
