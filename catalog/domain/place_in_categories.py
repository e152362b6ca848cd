"""Put products into categories, one product at a time or many."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone

from accounts.audit import Actor, record
from accounts.shop_hosts import forget_mall_pages
from catalog.domain.bulk_result import BulkResult, locked
from catalog.models import Category, CategoryProduct, Product


@transaction.atomic
def set_categories(product_id: int, category_ids: Iterable[int], *, actor: Actor) -> bool:
    """Have a product in exactly these categories, last in those that are new; ids of no category are passed over.

    False where nothing changed. Raises Product.DoesNotExist.
    """
    product = Product.objects.select_for_update(no_key=True).get(pk=product_id)
    names = dict(Category.objects.filter(pk__in=set(category_ids)).values_list("pk", "name"))
    placed = CategoryProduct.objects.filter(product=product)
    now_in = dict(placed.values_list("category_id", "category__name"))
    if set(names) == set(now_in):
        return False
    placed.filter(category_id__in=set(now_in) - set(names)).delete()
    for category_id in sorted(set(names) - set(now_in)):
        _append(category_id, [product_id])
    before, after = {"categories": sorted(now_in.values())}, {"categories": sorted(names.values())}
    _note(product, before, after, actor)
    forget_mall_pages()
    return True


@transaction.atomic
def add_to_category(product_ids: Collection[int], category_id: int, *, actor: Actor) -> BulkResult:
    """Add products at the end of a category. Raises Category.DoesNotExist."""
    category = Category.objects.select_for_update().get(pk=category_id)
    products = locked(product_ids)
    inside = set(
        CategoryProduct.objects.filter(category=category, product__in=products).values_list("product_id", flat=True)
    )
    new = [product for product in products if product.pk not in inside]
    _append(category_id, [product.pk for product in new])
    for product in new:
        _note(product, {"category": ""}, {"category": category.name}, actor)
    if new:
        forget_mall_pages()
    return BulkResult.of(product_ids, products, len(new))


@transaction.atomic
def remove_from_category(product_ids: Collection[int], category_id: int, *, actor: Actor) -> BulkResult:
    """Take products out of a category. Raises Category.DoesNotExist."""
    category = Category.objects.select_for_update().get(pk=category_id)
    products = locked(product_ids)
    placed = CategoryProduct.objects.filter(category=category, product__in=products)
    inside = set(placed.values_list("product_id", flat=True))
    placed.delete()
    for product in products:
        if product.pk in inside:
            _note(product, {"category": category.name}, {"category": ""}, actor)
    if inside:
        forget_mall_pages()
    return BulkResult.of(product_ids, products, len(inside))


@transaction.atomic
def move_in_category(category_id: int, product_id: int, index: int, *, actor: Actor) -> bool:
    """Put a product of a category at a place from 0; beyond the end is the end. False where it is not in it.

    Places are made by moving what comes behind two further, in one statement however many that are. Raises
    Category.DoesNotExist.
    """
    category = Category.objects.select_for_update().get(pk=category_id)
    placed = CategoryProduct.objects.filter(category=category)
    moved = placed.filter(product_id=product_id).select_related("product").first()
    if moved is None:
        return False
    ordered = placed.order_by("position", "-product")
    before, after = ordered.filter(_stands_before(moved)).count(), min(index, placed.count() - 1)
    if before == after:
        return True
    others = ordered.exclude(pk=moved.pk)
    target = others[after : after + 1].first()
    if target is None:
        place = others.reverse()[:1].get().position + 1
    else:
        place = target.position + 1
        others.exclude(_stands_before(target)).update(position=F("position") + 2)
    placed.filter(pk=moved.pk).update(position=place)
    was, became = {"place": f"{category.name}: {before + 1}"}, {"place": f"{category.name}: {after + 1}"}
    _note(moved.product, was, became, actor)
    forget_mall_pages()
    return True


def _stands_before(row: CategoryProduct) -> Q:
    """By place, and where places tie the newer product first."""
    return Q(position__lt=row.position) | Q(position=row.position, product__gt=row.product_id)


def _append(category_id: int, product_ids: list[int]) -> None:
    last = CategoryProduct.objects.filter(category_id=category_id).aggregate(last=Max("position"))["last"]
    start = 0 if last is None else last + 1
    CategoryProduct.objects.bulk_create(
        [
            CategoryProduct(category_id=category_id, product_id=product_id, position=start + place)
            for place, product_id in enumerate(product_ids)
        ]
    )


def _note(product: Product, before: Mapping[str, object], after: Mapping[str, object], actor: Actor) -> None:
    Product.objects.filter(pk=product.pk).update(updated_at=timezone.now())
    record("product.categories_changed", product, actor=actor, before=before, after=after)
