"""Forms of overseas shops."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Shop
from accounts.models.mall import Currency

SMALLEST_RATE: Final = Decimal("0.0000000001")
NAME_LENGTH: Final = 60


class RateField(forms.DecimalField):
    """Units of the base currency for one of the shop's."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Exchange rate"), min_value=SMALLEST_RATE, max_digits=20, decimal_places=10, **kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        return format(value.normalize(), "f") if isinstance(value, Decimal) else value


class NewShopForm(forms.Form):
    """The first step: what shop is wanted. Sent by GET, so that the rate of the second step can be looked at again."""

    name = forms.CharField(
        label=_("Shop name"),
        max_length=NAME_LENGTH,
        help_text=_("* Shoppers read it at the top of this shop."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=Shop.Language)
    currency = forms.ChoiceField(label=_("Payment currency"), choices=Currency)
    rounding = forms.ChoiceField(
        label=_("Converted prices are rounded to"),
        choices=Shop.Rounding,
        widget=forms.RadioSelect,
        initial=Shop.Rounding.UNIT,
    )


class TypedRateForm(forms.Form):
    """Where no source knows the currency."""

    rate = RateField()


class ChangeRateForm(forms.Form):
    """A new rate by hand, and how prices are rounded from now on."""

    rate = RateField()
    rounding = forms.ChoiceField(
        label=_("Converted prices are rounded to"), choices=Shop.Rounding, widget=forms.RadioSelect
    )


class ShopForm(forms.Form):
    """What a shop is called, and whether shoppers get in."""

    name = forms.CharField(label=_("Shop name"), max_length=NAME_LENGTH)
    is_active = forms.BooleanField(
        label=_("Open to shoppers"),
        required=False,
        help_text=_("* Closed: its pages answer “not found”. Products, rate and orders stay."),
    )
