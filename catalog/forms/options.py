"""The part of the product form for options and extra input options: five rows each, none needed."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from catalog.domain.options import (
    LONGEST_INPUT,
    MOST_EXTRA_INPUTS,
    MOST_OPTIONS,
    VALUE_LENGTH,
    ExtraInput,
    Option,
    OptionsRefused,
    check_extra_inputs,
    check_options,
)

VALUES_LENGTH: Final = 5000
REFUSALS: Final = {
    "too_many_options": _("A product has at most five options."),
    "no_name": _("Enter the name of the option whose values you entered."),
    "no_values": _("Enter at least one value, or take the name of the option away."),
    "name_twice": _("Another option has this name."),
    "value_twice": _("A value is there twice."),
    "too_long": _("Names and values may have at most 40 characters each."),
    "too_many_values": _("An option has at most 100 values."),
    "too_many_variants": _("The options make more than 300 combinations. Leave some values out."),
    "bad_length": _("Enter a number of characters from 1 to 200."),
}
NAME_REASONS: Final = frozenset({"no_name", "name_twice"})


def split_values(text: str) -> tuple[str, ...]:
    """Values as people type them: parted by commas or lines."""
    return tuple(filter(None, (" ".join(part.split()) for part in text.replace("\n", ",").split(","))))


class OptionFields(forms.Form):
    """Names `option_name_0` and `option_values_0` and so on, `extra_name_0`, `extra_required_0`, `extra_length_0`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in range(MOST_OPTIONS):
            self.fields[f"option_name_{row}"] = forms.CharField(
                label=format_lazy("{} {}", _("Option"), row + 1), required=False, max_length=VALUE_LENGTH
            )
            self.fields[f"option_values_{row}"] = forms.CharField(
                label=format_lazy("{} {}", _("Values of option"), row + 1),
                required=False,
                max_length=VALUES_LENGTH,
                widget=forms.Textarea(attrs={"rows": 1}),
            )
        for row in range(MOST_EXTRA_INPUTS):
            self.fields[f"extra_name_{row}"] = forms.CharField(
                label=format_lazy("{} {}", _("Extra input"), row + 1), required=False, max_length=VALUE_LENGTH
            )
            self.fields[f"extra_length_{row}"] = forms.IntegerField(
                label=_("Characters at most"), required=False, min_value=1, max_value=LONGEST_INPUT
            )
            self.fields[f"extra_required_{row}"] = forms.BooleanField(label=_("Must be filled in"), required=False)

    @staticmethod
    def initial_of(options: list[dict[str, Any]], extra_inputs: list[dict[str, Any]]) -> dict[str, Any]:
        """The initial values of these fields, from what the product keeps."""
        values: dict[str, Any] = {}
        for row, option in enumerate(options):
            values |= {f"option_name_{row}": option["name"], f"option_values_{row}": ", ".join(option["values"])}
        for row, extra in enumerate(extra_inputs):
            values |= {
                f"extra_name_{row}": extra["name"],
                f"extra_length_{row}": extra["max_length"],
                f"extra_required_{row}": extra["is_required"],
            }
        return values

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        rows = [row for row in range(MOST_OPTIONS) if self._text(f"option_name_{row}") or self._values(row)]
        options = tuple(Option(self._text(f"option_name_{row}"), self._values(row)) for row in rows)
        extra_rows = [row for row in range(MOST_EXTRA_INPUTS) if self._text(f"extra_name_{row}")]
        extras = tuple(self._extra(row) for row in extra_rows)
        try:
            check_options(options)
        except OptionsRefused as error:
            part = "name" if error.reason in NAME_REASONS else "values"
            self.add_error(f"option_{part}_{rows[error.index or 0]}", REFUSALS[error.reason])
        try:
            check_extra_inputs(extras)
        except OptionsRefused as error:
            self.add_error(f"extra_name_{extra_rows[error.index or 0]}", REFUSALS[error.reason])
        return values | {"options": options, "extra_inputs": extras}

    @property
    def has_options(self) -> bool:
        """The product had options when the page was drawn."""
        return bool(self.initial.get("option_name_0"))

    @property
    def option_rows(self) -> list[tuple[BoundField, BoundField]]:
        """Rows that are filled in, and the first in any case."""
        return [self._option_row(row) for row in range(MOST_OPTIONS) if row == 0 or self._is_used("option", row)]

    @property
    def spare_option_rows(self) -> list[tuple[BoundField, BoundField]]:
        """The other rows, for whoever needs more."""
        return [self._option_row(row) for row in range(1, MOST_OPTIONS) if not self._is_used("option", row)]

    @property
    def extra_rows(self) -> list[tuple[BoundField, BoundField, BoundField]]:
        """All rows of extra inputs: name, length, required."""
        return [
            (self[f"extra_name_{row}"], self[f"extra_length_{row}"], self[f"extra_required_{row}"])
            for row in range(MOST_EXTRA_INPUTS)
        ]

    @property
    def has_extras(self) -> bool:
        """Any row of extra inputs is filled in."""
        return any(self._is_used("extra", row) for row in range(MOST_EXTRA_INPUTS))

    def _option_row(self, row: int) -> tuple[BoundField, BoundField]:
        return self[f"option_name_{row}"], self[f"option_values_{row}"]

    def _is_used(self, kind: str, row: int) -> bool:
        names = [f"{kind}_name_{row}", *([f"option_values_{row}"] if kind == "option" else [])]
        return any(self[name].value() or self[name].errors for name in names)

    def _text(self, name: str) -> str:
        return " ".join(str(self.cleaned_data.get(name) or "").split())

    def _values(self, row: int) -> tuple[str, ...]:
        return split_values(str(self.cleaned_data.get(f"option_values_{row}") or ""))

    def _extra(self, row: int) -> ExtraInput:
        values = self.cleaned_data
        length = values.get(f"extra_length_{row}") or 20
        return ExtraInput(self._text(f"extra_name_{row}"), bool(values.get(f"extra_required_{row}")), length)
