"""What is done with many products at once."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.row_ids import row_ids
from catalog.domain.change_prices import PriceRule
from catalog.forms import HEAVIEST_GRAMS

SWITCHES: Final = [
    ("display-on", _("Display")),
    ("display-off", _("Hide")),
    ("selling-on", _("Sell")),
    ("selling-off", _("Stop selling")),
]
STEPS: Final = [
    ("price", _("Change prices")),
    ("weight", _("Set weight")),
    ("category", _("Categories")),
    ("shops", _("Other shops")),
    ("delete", _("Delete")),
]
STEP_TITLES: Final = [
    ("price", _("Change prices")),
    ("weight", _("Set weight")),
    ("category", _("Add to a category or take out of it")),
    ("shops", _("Display and sell in other shops")),
    ("delete", _("Delete products")),
]


class PriceForm(forms.Form):
    """By how much prices change; below zero makes them cheaper."""

    kind = forms.ChoiceField(label=_("Change by"), choices=[("percent", _("Percent")), ("amount", _("Amount"))])
    value = forms.DecimalField(
        label=_("By how much"),
        max_digits=12,
        decimal_places=2,
        min_value=Decimal(-999_999_999),
        max_value=Decimal(999_999_999),
        help_text=_("* -10 with percent makes everything a tenth cheaper. New prices are rounded to whole units."),
    )

    def rule(self) -> PriceRule:
        """The cleaned rule."""
        return PriceRule(self.cleaned_data["kind"], self.cleaned_data["value"])


class WeightForm(forms.Form):
    """One weight for all."""

    weight_grams = forms.IntegerField(
        label=_("Weight"),
        min_value=1,
        max_value=HEAVIEST_GRAMS,
        required=False,
        help_text=_("* With packaging, in grams. Empty: the weights are taken away."),
    )


def ticked_ids(data: QueryDict) -> list[int]:
    """Product numbers of the ticks, and of `ids`, which the pages that ask again send in one field."""
    texts = [*data.getlist("product"), *data.get("ids", "").split(",")]
    return row_ids(texts)
