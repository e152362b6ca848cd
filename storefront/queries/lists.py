"""Main page, categories and search: grids of products."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Mall, Shop
from accounts.prefixes import begins_with
from accounts.row_ids import row_id
from catalog.models import Category, Product, ProductListing
from catalog.models.product import folded
from catalog.models.seo import Seo
from catalog.queries.display import section_plans
from storefront.addresses import category_url
from storefront.frame import frame
from storefront.queries.offers import offers_of
from storefront.queries.products import Card, cards_of, host_of, shown_products

PRODUCTS_A_PAGE: Final = 24


@dataclass(frozen=True, slots=True)
class Section:
    """A main category with its products."""

    name: str
    cards: list[Card]


def main_page(mall: Mall, shop: Shop, cards: list[Card], more_url: str) -> dict[str, Any]:
    """The context of the main page: the shop's period discounts and the newest products."""
    return frame(mall, shop) | {
        "cards": cards,
        "more_url": more_url,
        "offers": offers_of(shop),
        "canonical": f"{host_of(mall)}{reverse('storefront:main')}",
        "description": _("Shop at %(name)s.") % {"name": shop.title},
    }


def main_sections(shop: Shop) -> list[Section]:
    """Sections with what catalog's rule has them show (`section_plans`); two queries, one where none shows."""
    plans = section_plans(shop.shop_no)
    shown = {product_id for plan in plans for product_id in plan.product_ids}
    if not shown:
        return []
    found = {product.pk: product for product in shown_products(shop).filter(pk__in=shown, listed_id__in=shown)}
    sections = [
        Section(plan.name, cards_of([found[one] for one in plan.product_ids if one in found], shop)) for plan in plans
    ]
    return [section for section in sections if section.cards]


def category_page(mall: Mall, shop: Shop, category: Category, cursor: str) -> dict[str, Any]:
    """A category with its products by place, its way from the top and what is below it."""
    products, more = _placed(shop, category, cursor)
    children = Category.objects.filter(parent=category, is_displayed=True).order_by("position", "id")
    trail = _trail(category)
    return frame(mall, shop, category_id=trail[0].pk) | {
        "category": category,
        "title": category.name_in(shop.shop_no),
        "seo": Seo.in_shop(category.seo, shop.shop_no),
        "trail": [_link(one, shop) for one in trail[:-1]],
        "children": [_link(one, shop) for one in children],
        "cards": cards_of(products, shop),
        "more_url": f"?after={more}" if more else "",
        "is_first_page": not cursor,
        "canonical": f"{host_of(mall)}{category_url(category, shop.shop_no)}",
        "description": _("%(category)s at %(name)s.")
        % {"category": category.name_in(shop.shop_no), "name": shop.title},
    }


def _placed(shop: Shop, category: Category, cursor: str) -> tuple[list[Any], str]:
    """One page by place and, where places tie, newer products first; the cursor is `<place>-<product>`."""
    placed = (
        shown_products(shop)
        .filter(categories__category=category)
        .annotate(place=F("categories__position"))
        .order_by("place", "-pk")
    )
    first, _dash, last = cursor.partition("-")
    place, product_id = row_id(first), row_id(last)
    if place is not None and product_id is not None:
        after = Q(place__gt=place) | Q(place=place, pk__lt=product_id)
        placed = placed.filter(after, place__gte=place)
    found = list(placed[: PRODUCTS_A_PAGE + 1])
    shown = found[:PRODUCTS_A_PAGE]
    more = f"{shown[-1].place}-{shown[-1].pk}" if len(found) > PRODUCTS_A_PAGE else ""
    return shown, more


def _trail(category: Category) -> list[Category]:
    """From the top down to the category itself; at most four deep."""
    trail = [category]
    while trail[0].parent is not None:
        trail.insert(0, trail[0].parent)
    return trail


def _link(category: Category, shop: Shop) -> dict[str, str]:
    return {"label": category.name_in(shop.shop_no), "url": category_url(category, shop.shop_no)}


def is_shown(category: Category) -> bool:
    """Whether shoppers may see it: it and all above it are displayed."""
    return all(one.is_displayed for one in _trail(category))


def found_products(shop: Shop, text: str) -> Any:
    """Displayed products whose name begins with a text, as a range (design 3.5); the shop's own name or the base one.

    Only other shops have names of their own. There, the numbers of both kinds of hits are read from their indexes
    first: an OR over the two tables would read every product of the mall.
    """
    products = shown_products(shop)
    begins = begins_with("name_folded", folded(text))
    if shop.is_base:
        return products.filter(**begins)
    own = ProductListing.objects.filter(shop_no=shop.shop_no, display=True, **begins).exclude(name_folded="")
    base = Product.objects.filter(**begins)
    return products.filter(pk__in=base.values("pk").union(own.values("product_id"), all=True))
