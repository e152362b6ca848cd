"""The main page's sections, as shoppers and as the merchant see them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from django.contrib.postgres.aggregates import BoolAnd
from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber

from catalog.models import MainCategory, MainCategoryProduct, Variant
from catalog.queries import ProductRow, products_in_shop

SHOWN_WITHOUT_COUNT: Final = 40


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a shop's main page with what it shows, in order; never empty."""

    pk: int
    name: str
    module_code: str
    products: list[ProductRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """A product that a section shows; `goes_last`: it is sold out, and rule B puts it behind the others."""

    product_id: int
    is_pinned: bool
    goes_last: bool


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """A section of a shop's main page and what it shows, in order; never empty."""

    pk: int
    name: str
    module_code: str
    places: list[ShownPlace] = field(default_factory=list)

    @property
    def product_ids(self) -> list[int]:
        return [place.product_id for place in self.places]


@dataclass(frozen=True, slots=True)
class Placed:
    """A product in a main category, as the merchant's table shows it."""

    pk: int
    row: ProductRow | None
    is_pinned: bool
    product_id: int
    is_first: bool
    is_last: bool


def main_sections(shop_no: int) -> list[Section]:
    """The displayed sections of a shop that have something to show; two queries, whatever their number.

    Hidden products are left out. Those that are not on sale stay with their mark, but a pinned one waits until it is on
    sale again: automatic displays pass it by, so it must not push out what they chose (R3.50). At most `display_count`
    products (40 where it is not set). Sold out: to the end by rule B, in their place by rule N.
    """
    plans = section_plans(shop_no)
    shown = {place.product_id for plan in plans for place in plan.places}
    rows = _rows(shop_no, shown, only_displayed=True) if shown else {}
    sections = [
        Section(plan.pk, plan.name, plan.module_code, [rows[one] for one in plan.product_ids if one in rows])
        for plan in plans
    ]
    return [section for section in sections if section.products]


def section_plans(shop_no: int) -> list[SectionPlan]:
    """Which products each section of a shop shows, in order: the one rule of all pages that show sections; one query.

    One statement, so whoever asks while the display is being changed gets the old lists or the new ones, never a mix.
    """
    plans: dict[int, SectionPlan] = {}
    for pk, name, group, product_id, is_pinned, goes_last in _shown_placements(shop_no).values_list(*PLAN_COLUMNS):
        plan = plans.setdefault(pk, SectionPlan(pk, name, f"product_listmain_{group - 1}"))
        plan.places.append(ShownPlace(product_id, is_pinned, bool(goes_last)))
    return list(plans.values())


PLAN_COLUMNS: Final = (
    "main_category_id",
    "main_category__name",
    "main_category__display_group",
    "product_id",
    "is_pinned",
    "goes_last",
)


def _shown_placements(shop_no: int) -> QuerySet[MainCategoryProduct]:
    variants = Variant.objects.filter(product=OuterRef("product")).order_by().values("product")
    ranked = (
        MainCategoryProduct.objects.filter(
            Q(is_pinned=False) | Q(product__listings__selling=True),
            main_category__shop_no=shop_no,
            main_category__is_displayed=True,
            product__listings__shop_no=shop_no,
            product__listings__display=True,
        )
        .annotate(
            tracked=Coalesce(Subquery(variants.annotate(all=BoolAnd("tracks_stock")).values("all")), False),
            pieces=Coalesce(Subquery(variants.annotate(pieces=Sum("stock")).values("pieces")), 0),
        )
        .annotate(
            goes_last=Case(
                When(main_category__sold_out=MainCategory.SoldOut.TO_THE_END, tracked=True, pieces=0, then=Value(1)),
                default=Value(0),
                output_field=IntegerField(),
            )
        )
        .annotate(
            place=Window(
                RowNumber(),
                partition_by=F("main_category"),
                order_by=[F("goes_last").asc(), F("position").asc(), F("product").desc()],
            )
        )
    )
    shown: QuerySet[MainCategoryProduct] = ranked.filter(
        place__lte=Coalesce(F("main_category__display_count"), SHOWN_WITHOUT_COUNT)
    ).order_by("main_category__position", "main_category__display_group", "main_category", "place")
    return shown


def main_categories(shop_no: int) -> QuerySet[MainCategory]:
    """The sections of one shop in their order, each with its number of products; one query."""
    categories: QuerySet[MainCategory] = (
        MainCategory.objects.filter(shop_no=shop_no)
        .annotate(product_count=Count("placements"))
        .order_by("position", "pk")
    )
    return categories


def placed_products(category: MainCategory) -> list[Placed]:
    """All products of a main category in their order, those hidden in this shop too; two queries."""
    placed = list(category.placements.order_by("position", "-product"))
    rows = _rows(category.shop_no, {row.product_id for row in placed}, only_displayed=False)
    last = len(placed) - 1
    return [
        Placed(row.pk, rows.get(row.product_id), row.is_pinned, row.product_id, index == 0, index == last)
        for index, row in enumerate(placed)
    ]


def _rows(shop_no: int, product_ids: set[int], *, only_displayed: bool) -> dict[int, ProductRow]:
    products = products_in_shop(shop_no).filter(pk__in=product_ids, listed_id__in=product_ids)
    if only_displayed:
        products = products.filter(display=True)
    return {product.pk: ProductRow.of(product) for product in products}
