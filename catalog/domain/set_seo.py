"""Say what search engines are told of a product or a category in one shop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.audit import Actor, changes, record
from accounts.shop_hosts import forget_mall_pages
from catalog.models import Category, Product
from catalog.models.seo import Seo


@transaction.atomic
def set_product_seo(product_id: int, shop_no: int, values: Mapping[str, Any], *, actor: Actor) -> bool:
    """Write the given ones of Seo's fields for a shop; False where nothing changed. Raises Product.DoesNotExist."""
    product: Product = Product.objects.select_for_update(no_key=True).get(pk=product_id)
    if not _write(product, shop_no, values, "product.seo_changed", actor):
        return False
    Product.objects.filter(pk=product.pk).update(updated_at=timezone.now())
    return True


@transaction.atomic
def set_category_seo(category_id: int, shop_no: int, values: Mapping[str, Any], *, actor: Actor) -> bool:
    """The same for a category. Raises Category.DoesNotExist."""
    category: Category = Category.objects.select_for_update().get(pk=category_id)
    return _write(category, shop_no, values, "category.seo_changed", actor)


def _write(row: Product | Category, shop_no: int, values: Mapping[str, Any], action: str, actor: Actor) -> bool:
    present = Seo.in_shop(row.seo, shop_no)
    wanted = replace(present, **values)
    was, became = changes(present.told(), wanted.told())
    if not became:
        return False
    others = {number: kept for number, kept in row.seo.items() if number != str(shop_no)}
    own = wanted.as_json()
    row.seo = others | ({str(shop_no): own} if own else {})
    row.save(update_fields=["seo"])
    shop = {"shop_no": shop_no}
    record(action, row, actor=actor, before=shop | was, after=shop | became)
    forget_mall_pages()
    return True
