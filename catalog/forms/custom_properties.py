"""Forms of the store's own product properties, and what one product says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models import CustomProperty
from catalog.models.custom_property import PROPERTY_NAME_LENGTH, VALUE_LENGTH


class PropertyForm(forms.Form):
    """A property: what it is called, and whether shoppers see it."""

    name = forms.CharField(label=_("Property name"), max_length=PROPERTY_NAME_LENGTH)
    is_displayed = forms.BooleanField(
        label=_("Show on product pages"),
        required=False,
        help_text=_("* Products without a value show nothing of it."),
    )


class PropertyValuesForm(forms.Form):
    """A line for each property of the store; what is empty has no value."""

    def __init__(self, data: Any, *, properties: Sequence[CustomProperty], values: Mapping[int, str]) -> None:
        super().__init__(data, prefix="property")
        for one in properties:
            self.fields[f"value_{one.pk}"] = forms.CharField(
                label=one.name,
                max_length=VALUE_LENGTH,
                required=False,
                initial=values.get(one.pk, ""),
                help_text="" if one.is_displayed else _("* Shoppers do not see this property."),
            )

    def values(self) -> dict[int, str]:
        """Key of a property -> value."""
        return {int(name.removeprefix("value_")): value for name, value in self.cleaned_data.items()}
