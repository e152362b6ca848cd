"""Product categories (scope group category; wire contract 2.7 and Appendix A)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from rest_framework import serializers

from catalog.domain.categories import (
    MOST_CATEGORIES,
    CategoryRefused,
    add_category,
    change_category,
    delete_category,
    move_category,
    set_app_settings,
)
from catalog.models import Category
from developer_center.api.call import Call
from developer_center.api.errors import ApiError, found, not_found, unchanged, wrong
from developer_center.api.operation import Paging, operation
from developer_center.api.params import TF, Int, Ints, Texts
from developer_center.api.resources.category_rows import DEEPEST, SETTINGS, TOP, CategoryTree

NAME_LENGTH: Final = 50
MOST_TAGS, TAG_LENGTH = 100, 100
ORDERED: Final = Paging(most=100, offset_most=8000)
REFUSALS: Final = {
    "too_many": ("category_name", f"A mall has at most {MOST_CATEGORIES} categories."),
    "too_deep": ("parent_category_no", f"Categories go {DEEPEST} levels deep at most."),
    "inside_itself": ("parent_category_no", "A category cannot be below itself."),
}


class CategoryFilters(serializers.Serializer[Any]):
    """Filters of the list and of the count."""

    category_depth = Ints(required=False)
    category_no = Ints(required=False)
    parent_category_no = Ints(required=False)
    category_name = Texts(required=False)
    use_main = TF(required=False)
    use_display = TF(required=False)


def _code(choices: str) -> Any:
    return serializers.ChoiceField(choices=list(choices), required=False, allow_null=True)


class CategoryFields(serializers.Serializer[Any]):
    """What an app may set on a category."""

    category_name = serializers.CharField(max_length=NAME_LENGTH)
    parent_category_no = Int(required=False, min_value=1)
    display_order = Int(required=False, min_value=1)
    use_display = TF(required=False)
    use_main = serializers.ChoiceField(choices=["T", "F"], required=False)
    display_type = _code("ABCDEFG")
    soldout_product_display = serializers.ChoiceField(choices=["B", "N"], required=False)
    sub_category_product_display = serializers.ChoiceField(choices=["T", "F"], required=False)
    hashtag_product_display = serializers.ChoiceField(choices=["T", "F"], required=False)
    hash_tags = serializers.ListField(
        child=serializers.CharField(max_length=TAG_LENGTH), required=False, max_length=MOST_TAGS
    )
    product_display_scope = serializers.ChoiceField(choices=["A", "P"], required=False)
    access_authority = serializers.ChoiceField(choices=["T", "F"], required=False)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """With the arrangement of products, for all of them and for each of the three areas."""
        fields = super().get_fields()
        for area in ("", "normal_", "recommend_", "new_"):
            for part in ("type", "key", "sort", "period"):
                fields[f"{area}product_display_{part}"] = serializers.RegexField(
                    r"^[A-Z]\Z", required=False, allow_null=True
                )
        return fields


@operation("GET", "categories", params=CategoryFilters, paging=ORDERED)
def list_categories(call: Call) -> list[dict[str, Any]]:
    """Categories of the mall by number, in the words of a shop."""
    tree = CategoryTree()
    rows = tree.matching(call.params, call.shop_no)[call.offset : call.offset + call.limit]
    return [tree.row(row, call.shop_no) for row in rows]


@operation("GET", "categories/count", params=CategoryFilters)
def count_categories(call: Call) -> int:
    """How many categories the filters leave."""
    return len(CategoryTree().matching(call.params, call.shop_no))


@operation("GET", "categories/{category_no}")
def one_category(call: Call, category_no: int) -> dict[str, Any]:
    """One category."""
    row = _answer(call, category_no)
    del row["root_category_no"]
    return row


@operation("POST", "categories", body=CategoryFields)
def create_category(call: Call) -> dict[str, Any]:
    """Add a category, the last one below its parent unless `display_order` says otherwise."""
    body = call.body
    parent_id = _parent(body)
    try:
        category = add_category(body["category_name"], parent_id=parent_id, actor=call.actor)
    except CategoryRefused as refused:
        raise _refusal(refused) from refused
    _write(call, category, {**body, "parent_category_no": parent_id or TOP})
    return _answer(call, category.pk)


@operation("PUT", "categories/{category_no}", body=CategoryFields)
def update_category(call: Call, category_no: int) -> dict[str, Any]:
    """Change what is given: names in the shop's words, place, display and settings."""
    category = found(Category.objects.all(), f"Category {category_no}", pk=category_no)
    if not _write(call, category, call.body):
        raise unchanged()
    return _answer(call, category_no)


@operation("DELETE", "categories/{category_no}")
def remove_category(call: Call, category_no: int) -> dict[str, Any]:
    """Delete a category and those below it; their products stay."""
    found(Category.objects.all(), f"Category {category_no}", pk=category_no)
    delete_category(category_no, actor=call.actor)
    return {"category_no": category_no}


def _write(call: Call, category: Category, body: Mapping[str, Any]) -> bool:
    """Whether anything differs from what there was."""
    is_moved = _move(call, category, body)
    is_renamed = _rename(call, category, body)
    now = SETTINGS | category.app_settings
    settings = {name: body[name] for name in SETTINGS if name in body and body[name] != now[name]}
    is_set = bool(settings) and set_app_settings(category.pk, settings, actor=call.actor)
    return is_moved or is_renamed or is_set


def _rename(call: Call, category: Category, body: Mapping[str, Any]) -> bool:
    name, names = category.name, dict(category.names)
    given = body.get("category_name", category.name_in(call.shop_no))
    if call.shop_no == 1:
        name = given
    elif given != category.name_in(call.shop_no):
        names[str(call.shop_no)] = given
    is_displayed = body.get("use_display", category.is_displayed)
    if (name, names, is_displayed) == (category.name, category.names, category.is_displayed):
        return False
    change_category(category.pk, name=name, names=names, is_displayed=is_displayed, actor=call.actor)
    return True


def _move(call: Call, category: Category, body: Mapping[str, Any]) -> bool:
    if not {"parent_category_no", "display_order"} & set(body):
        return False
    parent_id = _parent(body) if "parent_category_no" in body else category.parent_id
    index = body["display_order"] - 1 if "display_order" in body else None
    try:
        return move_category(category.pk, parent_id, index, actor=call.actor)
    except CategoryRefused as refused:
        raise _refusal(refused) from refused


def _parent(body: Mapping[str, Any]) -> int | None:
    """The category above; None at the top. Raises 422 for one that the mall does not have."""
    number: int = body.get("parent_category_no", TOP)
    if number == TOP:
        return None
    if not Category.objects.filter(pk=number).exists():
        raise wrong("parent_category_no", "The mall has no such category.")
    return number


def _refusal(refused: CategoryRefused) -> ApiError:
    return wrong(*REFUSALS[refused.reason])


def _answer(call: Call, category_no: int) -> dict[str, Any]:
    tree = CategoryTree()
    if category_no not in tree.rows:
        raise not_found(f"Category {category_no}")
    return tree.row(tree.rows[category_no], call.shop_no)
