"""The stock that a row of a sheet names: of the product, or of each of its combinations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.audit import Actor
from catalog.domain.change_variants import VariantChange, VariantRefused, change_variants
from catalog.domain.row_refused import RowRefused
from catalog.models import Product, Variant
from catalog.sheet_cells import Pieces, StockUnread, read_stock


@dataclass(frozen=True, slots=True)
class SheetStock:
    """What the sheet says, and what it said when it was exported.

    Where it says both, stock moves by the difference, so that what was sold in the meantime stays sold; else it is set.
    """

    stock: int | None = None
    stock_was: int | None = None
    pieces: Mapping[tuple[str, ...], Pieces] = field(default_factory=dict)
    pieces_were: Mapping[tuple[str, ...], Pieces] = field(default_factory=dict)

    @classmethod
    def taken_from(cls, values: dict[str, Any]) -> Self:
        """Takes the columns of stock out of the values of a row. Raises RowRefused."""
        stock, was = values.pop("stock", None), values.pop("stock_was", "")
        pieces = _read("variant_stock", values.pop("variant_stock", ""))
        number = was.replace(",", "")
        if number.isascii() and number.isdigit() and len(number) < 10:
            return cls(stock, int(number), pieces)
        return cls(stock, None, pieces, _read("stock_was", was))

    def change_of(self, stock: int) -> int:
        """By how much the stock of a product without options moves."""
        if self.stock is None:
            return 0
        return self.stock - (stock if self.stock_was is None else self.stock_was)

    def apply_to_combinations(self, product: Product, variants: Sequence[Variant] | None, actor: Actor) -> int:
        """Write the stock of the combinations that the sheet names; answers how many changed. Raises RowRefused.

        `variants` are the product's, locked; None: they were made just now and have to be read.
        """
        if not self.pieces:
            return 0
        found = Variant.objects.filter(product=product) if variants is None else variants
        rows = {tuple(row.option_values): row for row in found}
        for values in self.pieces:
            if values not in rows:
                text = _("This product has no combination “%(name)s”.") % {"name": " / ".join(values)[:80]}
                raise RowRefused("variant_stock", text)
        changes = {values: self._change(rows[values], values, pieces) for values, pieces in self.pieces.items()}
        wanted = [change for values, change in changes.items() if _differs(rows[values], change)]
        if not wanted:
            return 0
        try:
            return change_variants(product.pk, wanted, actor=actor)
        except VariantRefused as error:
            name = next(" / ".join(row.option_values) for row in rows.values() if row.pk == error.variant_id)
            raise RowRefused("variant_stock", f"{name}: {too_few(error.stock)}") from error

    def _change(self, row: Variant, values: tuple[str, ...], pieces: Pieces) -> VariantChange:
        was = self.pieces_were.get(values)
        stock = row.stock if was is None else was
        change = 0 if pieces is None else pieces - stock
        return VariantChange(row.pk, row.price_delta, row.is_sold, pieces is not None, change)


def _differs(row: Variant, change: VariantChange) -> bool:
    return bool(change.stock_change) or row.tracks_stock != change.tracks_stock


def too_few(stock: int) -> str:
    """Why stock cannot go down that far."""
    text = ngettext("Only %(count)s piece is left by now.", "Only %(count)s pieces are left by now.", stock)
    return text % {"count": stock}


def _read(column: str, text: str) -> Mapping[tuple[str, ...], Pieces]:
    try:
        return read_stock(text) if text else {}
    except StockUnread as error:
        message = _("“%(text)s” cannot be read. Write it like “Red / S: 3 | Red / M: 5”.")
        raise RowRefused(column, message % {"text": str(error)[:60]}) from error
