"""Forms of the category page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Shop

NAME_LENGTH = 50


class NewCategoryForm(forms.Form):
    """A name, and the category above it."""

    name = forms.CharField(label=_("Category name"), max_length=NAME_LENGTH)
    parent = forms.TypedChoiceField(label=_("Below"), required=False, coerce=int, empty_value=None)

    def __init__(self, data: Any, *, parents: Sequence[tuple[int, str]]) -> None:
        super().__init__(data)
        field = self.fields["parent"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 - tells mypy which field it is
        field.choices = [("", _("At the top")), *parents]


class CategoryForm(forms.Form):
    """A category's names and whether shoppers see it."""

    name = forms.CharField(label=_("Category name"), max_length=NAME_LENGTH)
    is_displayed = forms.BooleanField(
        label=_("Display in the store"),
        required=False,
        help_text=_("* Hidden: neither this category nor those below it are in the store's menu."),
    )

    def __init__(self, *args: Any, shops: Iterable[Shop], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shop_names = {f"name_{shop.shop_no}": str(shop.shop_no) for shop in shops if not shop.is_base}
        for shop in shops:
            if not shop.is_base:
                label = _("Name in %(shop)s") % {"shop": shop.title}
                self.fields[f"name_{shop.shop_no}"] = forms.CharField(
                    label=label, max_length=NAME_LENGTH, required=False
                )

    def names(self) -> dict[str, str]:
        """Shop number as text -> name; without a name of its own, a shop shows the base name."""
        return {number: self.cleaned_data[field] for field, number in self.shop_names.items()}


class PlaceForm(forms.Form):
    """What was dragged where."""

    moved = forms.IntegerField(min_value=1)
    target = forms.IntegerField(min_value=1)
    where = forms.ChoiceField(choices=[("before", ""), ("after", ""), ("inside", "")])
