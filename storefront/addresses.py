"""Addresses of a shop's pages; /shop2/ stands before them for the whole request (accounts.middleware.hosts)."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.text import slugify

from catalog.models import Category


def product_url(slug: str, product_id: int) -> str:
    """The address of a product's page on its mall's host."""
    return reverse("storefront:product", args=[slug, product_id], urlconf=settings.MALL_URLCONF)


def category_url(category: Category, shop_no: int) -> str:
    """The address of a category's page."""
    slug = slugify(category.name_in(shop_no), allow_unicode=True)[:60].strip("-") or "category"
    return reverse("storefront:category", args=[slug, category.pk], urlconf=settings.MALL_URLCONF)


def shop_root(shop_no: int) -> str:
    """Where a shop of the mall begins: shop 1 at the root of the host, others under /shop2/ (design 2)."""
    return "/" if shop_no == 1 else f"/shop{shop_no}/"
