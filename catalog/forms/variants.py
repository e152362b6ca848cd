"""The table of a product's combinations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.form_fields import AmountField
from catalog.domain.change_variants import VariantChange
from catalog.models import Variant

MOST_PIECES = 999_999_999


@dataclass(frozen=True, slots=True)
class VariantFields:
    """One row of the table."""

    name: str
    price_delta: BoundField
    is_sold: BoundField
    tracks_stock: BoundField
    stock: BoundField
    stock_shown: BoundField


class VariantsForm(forms.Form):
    """Fields `stock_<id>` and so on. Stock is sent with the number that was shown, and moves by the difference."""

    def __init__(self, data: Any, *, variants: Sequence[Variant], currency: str) -> None:
        super().__init__(data)
        self.variants = variants
        for row in variants:
            name, pk = " / ".join(row.option_values), row.pk
            self.fields[f"price_delta_{pk}"] = AmountField(
                label=format_lazy("{}: {}", name, _("Additional price")), currency=currency, initial=row.price_delta
            )
            self.fields[f"is_sold_{pk}"] = forms.BooleanField(
                label=format_lazy("{}: {}", name, _("Sold")), required=False, initial=row.is_sold
            )
            self.fields[f"tracks_stock_{pk}"] = forms.BooleanField(
                label=format_lazy("{}: {}", name, _("Keep track of stock")), required=False, initial=row.tracks_stock
            )
            self.fields[f"stock_{pk}"] = forms.IntegerField(
                label=format_lazy("{}: {}", name, _("Stock")), min_value=0, max_value=MOST_PIECES, initial=row.stock
            )
            self.fields[f"stock_shown_{pk}"] = forms.IntegerField(
                widget=forms.HiddenInput, min_value=0, max_value=MOST_PIECES, initial=row.stock
            )

    @property
    def rows(self) -> list[VariantFields]:
        """The table, in the order of the combinations."""
        return [
            VariantFields(
                name=" / ".join(row.option_values),
                price_delta=self[f"price_delta_{row.pk}"],
                is_sold=self[f"is_sold_{row.pk}"],
                tracks_stock=self[f"tracks_stock_{row.pk}"],
                stock=self[f"stock_{row.pk}"],
                stock_shown=self[f"stock_shown_{row.pk}"],
            )
            for row in self.variants
        ]

    def wanted(self) -> list[VariantChange]:
        """The cleaned rows."""
        values = self.cleaned_data
        return [
            VariantChange(
                row.pk,
                values[f"price_delta_{row.pk}"] or Decimal(0),
                values[f"is_sold_{row.pk}"],
                values[f"tracks_stock_{row.pk}"],
                values[f"stock_{row.pk}"] - values[f"stock_shown_{row.pk}"],
            )
            for row in self.variants
        ]
