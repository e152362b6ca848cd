"""Categories on the wire: the numbers of the tree, its paths, and the settings that apps read back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from catalog.models import Category
from developer_center.wire import tf

TOP: Final = 1  # the parent of the first level (wire contract 2.7); no category of ours has this number
DEEPEST: Final = 4
# What the storefront does not follow: an app reads what it wrote, and before that what is true here.
SETTINGS: Final[dict[str, Any]] = {
    "display_type": "A",
    "use_main": "T",
    "soldout_product_display": "N",
    "sub_category_product_display": "F",
    "hashtag_product_display": "F",
    "hash_tags": [],
    "product_display_scope": "A",
    "product_display_type": "U",
    "product_display_key": "U",
    "product_display_sort": "A",
    "product_display_period": "W",
    "normal_product_display_type": None,
    "normal_product_display_key": None,
    "normal_product_display_sort": None,
    "normal_product_display_period": None,
    "recommend_product_display_type": None,
    "recommend_product_display_key": None,
    "recommend_product_display_sort": None,
    "recommend_product_display_period": None,
    "new_product_display_type": None,
    "new_product_display_key": None,
    "new_product_display_sort": None,
    "new_product_display_period": None,
    "access_authority": "F",
}


class CategoryTree:
    """Every category of the open mall; one query, as a mall has a thousand at most."""

    def __init__(self) -> None:
        self.rows: dict[int, Category] = {row.pk: row for row in Category.objects.order_by("pk")}

    def row(self, category: Category, shop_no: int) -> dict[str, Any]:
        """One category as the contract has it, in the words of a shop."""
        path = self._path(category)
        return {
            "shop_no": shop_no,
            "category_no": category.pk,
            "category_depth": category.depth,
            "parent_category_no": category.parent_id or TOP,
            "category_name": category.name_in(shop_no),
            "full_category_name": _by_depth([one.name_in(shop_no) for one in path]),
            "full_category_no": _by_depth([str(one.pk) for one in path]),
            "root_category_no": path[0].pk,
            "use_display": tf(category.is_displayed),
            "display_order": category.position + 1,
            **{name: category.app_settings.get(name, usual) for name, usual in SETTINGS.items()},
        }

    def matching(self, params: Mapping[str, Any], shop_no: int) -> list[Category]:
        """The categories that all given filters of contract 2.7 leave, by number."""
        tests = [TESTS[name](value, shop_no) for name, value in params.items()]
        return [row for row in self.rows.values() if all(holds(row) for holds in tests)]

    def _path(self, category: Category) -> list[Category]:
        path = [category]
        while path[0].parent_id is not None:
            path.insert(0, self.rows[path[0].parent_id])
        return path


def _by_depth(values: list[str]) -> dict[str, str | None]:
    return {str(depth): values[depth - 1] if depth <= len(values) else None for depth in range(1, DEEPEST + 1)}


def _named(words: Iterable[str], shop_no: int) -> Callable[[Category], bool]:
    folded = [word.casefold() for word in words]
    return lambda row: any(word in row.name_in(shop_no).casefold() for word in folded)


TESTS: Final[Mapping[str, Callable[[Any, int], Callable[[Category], bool]]]] = {
    "category_depth": lambda depths, _shop: lambda row: row.depth in depths,
    "category_no": lambda numbers, _shop: lambda row: row.pk in numbers,
    "parent_category_no": lambda numbers, _shop: lambda row: (row.parent_id or TOP) in numbers,
    "category_name": _named,
    "use_main": lambda wanted, _shop: lambda row: row.app_settings.get("use_main", "T") == tf(wanted),
    "use_display": lambda wanted, _shop: lambda row: row.is_displayed == wanted,
}
