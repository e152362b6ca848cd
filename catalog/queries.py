"""What the screens of the catalog show."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from django.core.files.storage import default_storage
from django.db.models import Exists, F, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from catalog.models import Product, ProductImage, Variant
from catalog.models.image import LARGE, SMALL, path_of
from catalog.models.product import folded

LAST_CHARACTER = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class ProductFilter:
    """What a list of products is narrowed to; None and an empty text narrow nothing."""

    name: str = ""
    display: bool | None = None
    selling: bool | None = None


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product as one shop offers it, with what lists and pages show of it."""

    pk: int
    name: str
    slug: str
    summary: str
    short_description: str
    description: str
    price: Decimal
    display: bool
    selling: bool
    tracks_stock: bool
    stock: int
    image_stem: str
    image_size: tuple[int, int]
    created_at: dt.datetime
    updated_at: dt.datetime

    @classmethod
    def of(cls, product: Product) -> Self:
        """From a product that `products_in_shop` gave."""
        found: Any = product
        return cls(
            pk=product.pk,
            name=product.name,
            slug=product.slug,
            summary=product.summary,
            short_description=product.short_description,
            description=product.description,
            price=found.shop_price,
            display=found.display,
            selling=found.selling,
            tracks_stock=not found.has_untracked,
            stock=found.stock,
            image_stem=found.image_stem or "",
            image_size=(found.image_width or 0, found.image_height or 0),
            created_at=product.created_at,
            updated_at=product.updated_at,
        )

    @property
    def is_sold_out(self) -> bool:
        """Every variant is tracked, and none is left."""
        return self.tracks_stock and self.stock == 0

    @property
    def small_image_url(self) -> str:
        """The picture for lists, or an empty text."""
        return image_url(self.image_stem, SMALL)

    @property
    def large_image_url(self) -> str:
        """The picture for the product's own page, or an empty text."""
        return image_url(self.image_stem, LARGE)


def image_url(stem: str, size: int) -> str:
    """The address of one size of a picture on the present host; empty where there is none."""
    return default_storage.url(path_of(stem, size)) if stem else ""


def products_in_shop(shop_no: int) -> QuerySet[Product]:
    """Products that a shop has a listing for, with all that ProductRow needs, in one query."""
    variants = Variant.objects.filter(product=OuterRef("pk"))
    stock = variants.order_by().values("product").annotate(pieces=Sum("stock")).values("pieces")
    image = ProductImage.objects.filter(product=OuterRef("pk"), position=0)
    products: QuerySet[Product] = Product.objects.filter(listings__shop_no=shop_no).annotate(
        display=F("listings__display"),
        selling=F("listings__selling"),
        shop_price=F("listings__price"),
        stock=Coalesce(Subquery(stock, output_field=IntegerField()), 0),
        has_untracked=Exists(variants.filter(tracks_stock=False)),
        image_stem=Subquery(image.values("stem")[:1]),
        image_width=Subquery(image.values("width")[:1]),
        image_height=Subquery(image.values("height")[:1]),
    )
    return products


def listed_products(wanted: ProductFilter, shop_no: int) -> QuerySet[Product]:
    """The merchant's list. A name is looked for by its beginning, as a range (design 3.5)."""
    products = products_in_shop(shop_no)
    prefix = folded(wanted.name)
    if prefix:
        products = products.filter(name_folded__gte=prefix, name_folded__lt=prefix + LAST_CHARACTER)
    if wanted.display is not None:
        products = products.filter(listings__display=wanted.display)
    if wanted.selling is not None:
        products = products.filter(listings__selling=wanted.selling)
    return products


def displayed_products(shop_no: int) -> QuerySet[Product]:
    """What shoppers may see in a shop, on sale or not."""
    return products_in_shop(shop_no).filter(listings__display=True)
