"""The categories that a row of a sheet names, by path or by number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from catalog.domain.row_refused import RowRefused
from catalog.models import Category
from catalog.sheet_cells import Path, path_cell, read_categories

COLUMN = "categories"


class CategoryBook:
    """All categories of the open mall, as cells name them; one query.

    A path that two categories share (whatever the case and doubled spaces) names neither; those have only numbers.
    """

    def __init__(self) -> None:
        rows = {row.pk: row for row in Category.objects.order_by("position", "pk")}
        self.paths = {pk: _path(row, rows) for pk, row in rows.items()}
        self.by_path: dict[Path, list[int]] = defaultdict(list)
        for pk, path in self.paths.items():
            self.by_path[_folded(path)].append(pk)

    def cell(self, category_ids: Iterable[int]) -> str:
        """`Tops > Shirts | #12`: paths where they are known by them, in the order of their paths."""
        known = (pk for pk in category_ids if pk in self.paths)
        return " | ".join(self._name(pk) for pk in sorted(known, key=lambda pk: (self.paths[pk], pk)))

    def read(self, text: str) -> frozenset[int]:
        """The keys of the categories that a cell names. Raises RowRefused."""
        return frozenset(self._find(wanted) for wanted in read_categories(text))

    def _name(self, pk: int) -> str:
        path = self.paths[pk]
        return path_cell(path) if self.by_path[_folded(path)] == [pk] else f"#{pk}"

    def _find(self, wanted: int | Path) -> int:
        name = f"#{wanted}" if isinstance(wanted, int) else " > ".join(wanted)
        found = self.by_path.get(_folded(wanted), []) if isinstance(wanted, tuple) else _known(wanted, self.paths)
        if len(found) > 1:
            text = _("More than one category is called “%(name)s”. Write its number, like #%(number)s.")
            raise RowRefused(COLUMN, text % {"name": name[:80], "number": found[0]})
        if not found:
            raise RowRefused(COLUMN, _("There is no category “%(name)s”.") % {"name": name[:80]})
        return found[0]


def _known(number: int, paths: Mapping[int, Path]) -> list[int]:
    return [number] if number in paths else []


def _path(row: Category, rows: dict[int, Category]) -> Path:
    above = rows.get(row.parent_id or 0)
    return (*_path(above, rows), row.name) if above else (row.name,)


def _folded(path: Path) -> Path:
    return tuple(" ".join(name.casefold().split()) for name in path)
