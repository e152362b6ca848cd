"""Products for tests, with the rows that belong to them; call inside an open mall's door."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image

from catalog.domain.facts import BASE_SHOP_NO
from catalog.models import Product, ProductImage, ProductListing, Variant
from catalog.models.product import folded


def make_product(name: str = "Cup", *, price: int | str = 12000, **values: Any) -> Product:
    """A displayed, selling product with 5 tracked pieces, unless `values` say otherwise."""
    amount = Decimal(price)
    product = Product(name=name, name_folded=folded(name), price=amount)
    for field in ("summary", "short_description", "description", "weight_grams"):
        if field in values:
            setattr(product, field, values.pop(field))
    product.save()
    ProductListing.objects.create(
        product=product,
        shop_no=BASE_SHOP_NO,
        display=values.pop("display", True),
        selling=values.pop("selling", True),
        price=amount,
    )
    Variant.objects.create(product=product, tracks_stock=values.pop("tracks_stock", True), stock=values.pop("stock", 5))
    if values.pop("image", False):
        ProductImage.objects.create(
            product=product, stem=f"{product.mall_id}/products/{product.pk:040x}", width=1200, height=900
        )
    assert not values, values
    return product


def picture_bytes(kind: str = "PNG", size: tuple[int, int] = (60, 40), **options: Any) -> bytes:
    """A small picture with two colours, red on the left and blue on the right."""
    image = Image.new("RGB", size, (220, 30, 30))
    image.paste((30, 30, 220), (size[0] // 2, 0, *size))
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def upload(content: bytes, name: str = "cup.png") -> ContentFile[bytes]:
    """A file as a browser would send it."""
    return ContentFile(content, name=name)
