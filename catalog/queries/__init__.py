"""What the screens of the catalog show."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self, TypeAlias, TypedDict

from django.contrib.postgres.aggregates import BoolAnd
from django.core.files.storage import default_storage
from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, JSONObject

from accounts.prefixes import begins_with
from catalog.models import Product, ProductImage, Variant
from catalog.models.image import LARGE, SMALL, path_of
from catalog.models.product import folded

# Both sides of the join of a product and its listing: a page is bounded on each (accounts.paging).
PRODUCT_KEYS = ("pk", "listed_id")


@dataclass(frozen=True, slots=True)
class ProductFilter:
    """What a list of products is narrowed to; None and an empty text narrow nothing."""

    name: str = ""
    code: str = ""
    category_id: int | None = None
    display: bool | None = None
    selling: bool | None = None
    has_weight: bool | None = None


class InShop(TypedDict):
    """What `products_in_shop` adds to a product; `image` has stem, width, height and alt."""

    listed_id: int
    display: bool
    selling: bool
    shop_price: Decimal
    shop_texts: dict[str, Any]
    stock: int
    tracks_stock: bool
    image: dict[str, Any] | None


if TYPE_CHECKING:  # at run time Python 3.11 cannot subscript it twice
    from django_stubs_ext import WithAnnotations

    ProductInShop: TypeAlias = WithAnnotations[Product, InShop]


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
    image_alt: str
    created_at: dt.datetime
    updated_at: dt.datetime

    @classmethod
    def of(cls, product: ProductInShop) -> Self:
        """From a product that `products_in_shop` gave."""
        texts = product.shop_texts or {}
        image = product.image or {"stem": "", "width": 0, "height": 0, "alt": ""}
        return cls(
            pk=product.pk,
            name=texts.get("name") or product.name,
            slug=product.slug,
            summary=texts.get("summary") or product.summary,
            short_description=texts.get("short_description") or product.short_description,
            description=texts.get("description") or product.description,
            price=product.shop_price,
            display=product.display,
            selling=product.selling,
            tracks_stock=product.tracks_stock,
            stock=product.stock,
            image_stem=image["stem"],
            image_size=(image["width"], image["height"]),
            image_alt=image["alt"],
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


def products_in_shop(shop_no: int) -> QuerySet[ProductInShop]:
    """Products that a shop has a listing for, with all that ProductRow needs, in one query.

    Narrow it by what is annotated (`display=True`): a filter over `listings__` would join another shop's listing.
    Stock comes from a grouped subquery, because PostgreSQL answers EXISTS by reading every variant of the mall.
    """
    variants = Variant.objects.filter(product=OuterRef("pk")).order_by().values("product")
    image = ProductImage.objects.filter(product=OuterRef("pk"), position=0)
    products: QuerySet[ProductInShop] = Product.objects.filter(listings__shop_no=shop_no).annotate(
        listed_id=F("listings__product_id"),
        display=F("listings__display"),
        selling=F("listings__selling"),
        shop_price=F("listings__price"),
        shop_texts=F("listings__texts"),
        stock=Coalesce(Subquery(variants.annotate(pieces=Sum("stock")).values("pieces")), 0),
        tracks_stock=Coalesce(Subquery(variants.annotate(all=BoolAnd("tracks_stock")).values("all")), False),
        image=Subquery(image.values(facts=JSONObject(stem="stem", width="width", height="height", alt="alt"))[:1]),
    )
    return products


def listed_products(wanted: ProductFilter, shop_no: int) -> QuerySet[ProductInShop]:
    """The merchant's list. A name is looked for by its beginning, as a range (design 3.5); a code as a whole."""
    products = products_in_shop(shop_no)
    prefix = folded(wanted.name)
    if prefix:
        products = products.filter(**begins_with("name_folded", prefix))
    if wanted.code:
        products = products.filter(code=wanted.code)
    if wanted.category_id is not None:
        products = products.filter(categories__category=wanted.category_id)
    if wanted.has_weight is not None:
        products = products.filter(weight_grams__isnull=not wanted.has_weight)
    if wanted.display is not None:
        products = products.filter(display=wanted.display)
    if wanted.selling is not None:
        products = products.filter(selling=wanted.selling)
    return products


def displayed_products(shop_no: int) -> QuerySet[ProductInShop]:
    """What shoppers may see in a shop, on sale or not."""
    return products_in_shop(shop_no).filter(display=True)
