"""The category tree: add, change, move, delete."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

from django.db import transaction

from accounts.audit import Actor, Line, changes, record, record_many
from accounts.shop_hosts import forget_mall_pages
from catalog.models import Category

MOST_CATEGORIES: Final = 1000
DEEPEST: Final = 4
Where = Literal["before", "after", "inside"]
Step = Literal["up", "down", "in", "out"]


class CategoryRefused(Exception):
    """The tree cannot be so; `reason` is too_many, too_deep or inside_itself."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Tree:
    """All categories of the open mall, locked, so that two moves at once end in one tree."""

    def __init__(self) -> None:
        self.rows: dict[int, Category] = {row.pk: row for row in Category.objects.select_for_update().order_by("pk")}

    def get(self, category_id: int) -> Category:
        """Raises Category.DoesNotExist, also for another mall's id."""
        if category_id not in self.rows:
            raise Category.DoesNotExist(category_id)
        return self.rows[category_id]

    def children(self, parent_id: int | None) -> list[Category]:
        found = [row for row in self.rows.values() if row.parent_id == parent_id]
        return sorted(found, key=lambda row: (row.position, row.pk))

    def below(self, category: Category) -> list[Category]:
        """The category and everything under it, parents first."""
        found = [category]
        for row in found:  # grows while it is walked
            found += self.children(row.pk)
        return found

    def put(self, category: Category, parent_id: int | None, index: int) -> None:
        """Place a category among the children of a parent; raises CategoryRefused."""
        branch = self.below(category)
        if parent_id in {row.pk for row in branch}:
            raise CategoryRefused("inside_itself")
        depth = 1 if parent_id is None else self.rows[parent_id].depth + 1
        shift = depth - category.depth
        if max(row.depth for row in branch) + shift > DEEPEST:
            raise CategoryRefused("too_deep")
        siblings = [row for row in self.children(parent_id) if row.pk != category.pk]
        siblings.insert(index, category)
        category.parent_id = parent_id
        for row in branch:
            row.depth += shift
        for position, row in enumerate(siblings):
            row.position = position
        Category.objects.bulk_update({*branch, *siblings}, ["parent", "depth", "position"])


@transaction.atomic
def add_category(name: str, *, parent_id: int | None, actor: Actor) -> Category:
    """Add a category as the last one under its parent. Raises CategoryRefused and Category.DoesNotExist."""
    tree = Tree()
    if len(tree.rows) >= MOST_CATEGORIES:
        raise CategoryRefused("too_many")
    parent = None if parent_id is None else tree.get(parent_id)
    depth = 1 if parent is None else parent.depth + 1
    if depth > DEEPEST:
        raise CategoryRefused("too_deep")
    position = len(tree.children(parent_id))
    category = Category(name=name, parent_id=parent_id, depth=depth, position=position)
    category.save(force_insert=True)
    record("category.added", category, actor=actor, after={"name": name, "parent": str(parent or "")})
    forget_mall_pages()
    return category


@transaction.atomic
def change_category(
    category_id: int, *, name: str, names: dict[str, str], is_displayed: bool, actor: Actor
) -> Category:
    """Rename a category, also per shop (`names`: shop number as text), and show or hide it.

    A call that changes nothing writes nothing. Raises Category.DoesNotExist.
    """
    category: Category = Category.objects.select_for_update().get(pk=category_id)
    before = _facts(category)
    category.name, category.is_displayed = name, is_displayed
    category.names = {number: text for number, text in names.items() if text}
    was, became = changes(before, _facts(category))
    if became:
        category.save(update_fields=["name", "names", "is_displayed"])
        record("category.changed", category, actor=actor, before=was, after=became)
        forget_mall_pages()
    return category


@transaction.atomic
def place_category(category_id: int, target_id: int, where: Where, *, actor: Actor) -> None:
    """Put a category before, after or inside another one, with everything under it.

    Raises CategoryRefused (too_deep, inside_itself) and Category.DoesNotExist.
    """
    tree = Tree()
    category, target = tree.get(category_id), tree.get(target_id)
    if where == "inside":
        parent_id: int | None = target.pk
        index = len(tree.children(target.pk))
    else:
        parent_id = target.parent_id
        siblings = [row.pk for row in tree.children(parent_id) if row.pk != category_id]
        if target_id not in siblings:
            raise CategoryRefused("inside_itself")
        index = siblings.index(target_id) + (where == "after")
    _put(tree, category, parent_id, index, actor)


@transaction.atomic
def move_category(category_id: int, parent_id: int | None, index: int | None = None, *, actor: Actor) -> bool:
    """Put a category below another one, or at the top (None), at a place from 0; without one it is the last there.

    A place beyond the end is the end. False where it stands there already. Raises CategoryRefused (too_deep,
    inside_itself) and Category.DoesNotExist.
    """
    tree = Tree()
    category = tree.get(category_id)
    if parent_id is not None:
        tree.get(parent_id)
    others = [row.pk for row in tree.children(parent_id) if row.pk != category_id]
    was = category.parent_id, category.position
    if index is None and category.parent_id == parent_id:
        return False
    _put(tree, category, parent_id, len(others) if index is None else min(index, len(others)), actor)
    return was != (category.parent_id, category.position)


@transaction.atomic
def set_app_settings(category_id: int, values: Mapping[str, Any], *, actor: Actor) -> bool:
    """Keep what an app set and the storefront does not follow; other settings stay. False where nothing changed.

    Raises Category.DoesNotExist.
    """
    category: Category = Category.objects.select_for_update().get(pk=category_id)
    was, became = changes(category.app_settings, values)
    if not became:
        return False
    category.app_settings = category.app_settings | became
    category.save(update_fields=["app_settings"])
    record("category.settings_changed", category, actor=actor, before=was, after=became)
    return True


@transaction.atomic
def step_category(category_id: int, step: Step, *, actor: Actor) -> bool:
    """Move a category one place: up, down, in (under the one above it) or out (beside its parent).

    False where there is no such place. Raises CategoryRefused and Category.DoesNotExist.
    """
    tree = Tree()
    category = tree.get(category_id)
    place = _stepped(tree, category, step)
    if place is None:
        return False
    _put(tree, category, *place, actor)
    return True


@transaction.atomic
def delete_category(category_id: int, *, actor: Actor) -> int:
    """Delete a category and those under it, each with its entry; products stay. Answers how many categories went.

    Raises Category.DoesNotExist, also in a second call.
    """
    tree = Tree()
    category = tree.get(category_id)
    branch = tree.below(category)
    sizes = {row.pk: len(tree.below(row)) for row in branch}
    lines = [Line(row, {"name": row.name, "categories": sizes[row.pk]}) for row in branch]
    record_many("category.deleted", lines, actor=actor)
    _delete(branch)
    forget_mall_pages()
    return len(branch)


def _delete(branch: Iterable[Category]) -> None:
    for row in reversed(list(branch)):
        row.delete()


def _stepped(tree: Tree, category: Category, step: Step) -> tuple[int | None, int] | None:
    siblings = tree.children(category.parent_id)
    index = next(place for place, row in enumerate(siblings) if row.pk == category.pk)
    if step == "in":
        above = siblings[index - 1] if index else None
        return None if above is None else (above.pk, len(tree.children(above.pk)))
    if step == "out":
        if category.parent_id is None:
            return None
        parent = tree.rows[category.parent_id]
        beside = [row.pk for row in tree.children(parent.parent_id)]
        return parent.parent_id, beside.index(parent.pk) + 1
    index += 1 if step == "down" else -1
    return (category.parent_id, index) if 0 <= index < len(siblings) else None


def _put(tree: Tree, category: Category, parent_id: int | None, index: int, actor: Actor) -> None:
    before = _place(tree, category)
    was = category.parent_id, category.position
    tree.put(category, parent_id, index)
    after = _place(tree, category)
    if was != (category.parent_id, category.position):
        record("category.moved", category, actor=actor, before=before, after=after)
        forget_mall_pages()


def _place(tree: Tree, category: Category) -> dict[str, Any]:
    """Where it stands, as the history reads: the name of what is above it, and its place from 1."""
    parent = "" if category.parent_id is None else tree.rows[category.parent_id].name
    return {"parent": parent, "position": category.position + 1}


def _facts(category: Category) -> dict[str, Any]:
    return {"name": category.name, "names": dict(category.names), "is_displayed": category.is_displayed}
