"""Forms of the main display pages."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from catalog.models import MainCategory

PERIODS: Final = [("1", _("The last 24 hours")), ("3", _("3 days")), ("7", _("7 days")), ("30", _("30 days"))]


class MainCategoryNameForm(forms.Form):
    """A new section."""

    name = forms.CharField(label=_("Name"), max_length=50)


class MainCategoryForm(forms.Form):
    """How a section shows its products, and its own automatic display."""

    name = forms.CharField(label=_("Name"), max_length=50)
    is_displayed = forms.BooleanField(label=_("Display in the store"), required=False)
    display_count = forms.IntegerField(
        label=_("Products shown"), min_value=1, max_value=200, required=False, help_text=_("* Empty: up to 40.")
    )
    sold_out = forms.ChoiceField(
        label=_("Sold-out products"), choices=MainCategory.SoldOut.choices, widget=forms.RadioSelect
    )
    auto_display = forms.BooleanField(
        label=_("Automatic display"),
        required=False,
        help_text=_("* Products are chosen anew at the hours below. Pinned products keep their places."),
    )
    auto_sort = forms.ChoiceField(label=_("Sort by"), choices=MainCategory.AutoSort.choices)
    auto_descending = forms.TypedChoiceField(
        label=_("Direction"),
        choices=[("yes", _("Largest or newest first")), ("no", _("Smallest or oldest first"))],
        coerce=lambda text: text == "yes",
    )
    auto_period_days = forms.TypedChoiceField(label=_("Figures of"), choices=PERIODS, coerce=int)
    auto_hours = forms.TypedMultipleChoiceField(
        label=_("Update times"),
        choices=[(str(hour), f"{hour:02}:00") for hour in range(24)],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("* Korean time."),
    )
    auto_most = forms.IntegerField(label=_("Products at most"), min_value=1, max_value=200)

    @staticmethod
    def initial_of(category: MainCategory) -> dict[str, Any]:
        """What the form shows at first."""
        values = {name: getattr(category, name) for name in MainCategoryForm.base_fields}
        return values | {
            "auto_descending": "yes" if category.auto_descending else "no",
            "auto_period_days": str(category.auto_period_days),
            "auto_hours": [str(hour) for hour in category.auto_hours],
        }

    def __init__(self, *args: Any, keeps_auto_off: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if keeps_auto_off:  # its value stays what it is, whatever is sent
            self.fields["auto_display"].disabled = True

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("auto_display") and not values.get("auto_hours") and "auto_hours" not in self.errors:
            self.add_error("auto_hours", _("Choose at least one hour, or switch automatic display off."))
        return values

    @property
    def main_fields(self) -> list[BoundField]:
        """The fields above the automatic display."""
        return [field for field in self if not field.name.startswith("auto_")]


class DropForm(forms.Form):
    """What was dragged before or after what."""

    moved = forms.IntegerField(min_value=1)
    target = forms.IntegerField(min_value=1)
    where = forms.ChoiceField(choices=[("before", ""), ("after", "")])
