"""Products as any shop of the mall would offer them, also where it has no listing of its own yet."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.aggregates import BoolAnd
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, JSONObject

from accounts.prepared import Given
from catalog.models import (
    CategoryProduct,
    Decoration,
    MainCategoryProduct,
    Product,
    ProductDecoration,
    ProductImage,
    Variant,
)


def products_and_listings(shop_no: int | Given) -> QuerySet[Product]:
    """All products of the mall with what a shop's listing says (None where it has none): what lists are narrowed by.

    Annotated: `display`, `selling`, `shop_price`, `shop_texts`, `shop_name_folded` of the listing.
    """
    products: QuerySet[Any] = Product.objects.annotate(
        listing=FilteredRelation("listings", condition=Q(listings__shop_no=shop_no)),
        display=F("listing__display"),
        selling=F("listing__selling"),
        shop_price=F("listing__price"),
        shop_texts=F("listing__texts"),
        shop_name_folded=F("listing__name_folded"),
    )
    return products


def offered_products(shop_no: int | Given) -> QuerySet[Product]:
    """The same with everything that is said of them, in one query.

    Annotated besides: `stock` and `tracks_stock` over all variants; `image` the stem of the first picture;
    `main_groups` the display groups that show it in this shop; `icons` the icons on it there, shown now or not: key,
    start and end of their period; `placed_in` the numbers of categories that hold it.
    """
    variants = Variant.objects.filter(product=OuterRef("pk")).order_by().values("product")
    image = ProductImage.objects.filter(product=OuterRef("pk"), position=0)
    shown = MainCategoryProduct.objects.filter(product=OuterRef("pk"), main_category__shop_no=shop_no)
    worn = ProductDecoration.objects.filter(product=OuterRef("pk"), shop_no=shop_no)
    icons = worn.filter(decoration__kind=Decoration.Kind.ICON).order_by("position")
    placed = CategoryProduct.objects.filter(product=OuterRef("pk"))
    return products_and_listings(shop_no).annotate(
        stock=Coalesce(Subquery(variants.annotate(pieces=Sum("stock")).values("pieces")), 0),
        tracks_stock=Coalesce(Subquery(variants.annotate(all=BoolAnd("tracks_stock")).values("all")), False),
        image=Subquery(image.values("stem")[:1]),
        icons=ArraySubquery(icons.values(facts=JSONObject(pk="decoration_id", starts="starts_at", ends="ends_at"))),
        main_groups=ArraySubquery(
            shown.order_by("main_category__display_group").values("main_category__display_group")
        ),
        placed_in=ArraySubquery(placed.order_by("category_id").values("category_id")),
    )
