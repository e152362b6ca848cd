"""The category tree as pages show it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, IntegerField, OuterRef, QuerySet, Value
from django.utils.translation import ngettext

from catalog.models import Category, CategoryProduct

MOST_COUNTED: Final = 1000


@dataclass(frozen=True, slots=True)
class CategoryNode:
    """A category with its place in the tree; `path` reads `Tops > Shirts`.

    `product_count` is its own products, counted up to MOST_COUNTED + 1.
    """

    category: Category
    path: str
    product_count: int
    is_first: bool
    is_last: bool

    @property
    def pk(self) -> int:
        return self.category.pk

    @property
    def count_text(self) -> str:
        """How many products it holds, in words."""
        count = f"{MOST_COUNTED:,}+" if self.product_count > MOST_COUNTED else str(self.product_count)
        return ngettext("%(count)s product", "%(count)s products", self.product_count) % {"count": count}

    @property
    def can_go_in(self) -> bool:
        """There is a sibling above to move into, and the depth allows it."""
        return not self.is_first and self.category.depth < 4


def category_tree() -> list[CategoryNode]:
    """Every category, parents before their children, siblings in order, and what each holds; one query.

    Counting stops beyond MOST_COUNTED: what more a category holds costs nothing.
    """
    held = CategoryProduct.objects.filter(category=OuterRef("pk")).order_by().values("pk")[: MOST_COUNTED + 1]
    counted = Func(ArraySubquery(held), function="cardinality", output_field=IntegerField())
    return _nodes(Category.objects.annotate(product_count=counted))


def category_choices() -> list[tuple[int, str]]:
    """Number and path of every category, in the order of the tree; one query, which reads the categories alone."""
    return [(node.pk, node.path) for node in _nodes(Category.objects.annotate(product_count=Value(0)))]


def _nodes(rows: QuerySet[Any]) -> list[CategoryNode]:
    children: dict[int | None, list[Category]] = defaultdict(list)
    for category in rows.order_by("position", "pk"):
        children[category.parent_id].append(category)
    return list(_walk(children, None, ""))


def categories_of(product_id: int) -> list[int]:
    """The categories a product is in."""
    return list(CategoryProduct.objects.filter(product_id=product_id).values_list("category_id", flat=True))


def _walk(children: dict[int | None, list[Category]], parent_id: int | None, prefix: str) -> Iterator[CategoryNode]:
    siblings = children[parent_id]
    for index, category in enumerate(siblings):
        path = f"{prefix}{category.name}"
        count: int = category.product_count  # type: ignore[attr-defined]  # annotated above
        yield CategoryNode(category, path, count, index == 0, index == len(siblings) - 1)
        yield from _walk(children, category.pk, f"{path} > ")
