"""How another shop offers a product."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.form_fields import AmountField
from catalog.domain.set_listing import TEXT_FIELDS, ListingFacts
from catalog.models import ProductListing
from catalog.models.product import NAME_LENGTH, SUMMARY_LENGTH

EMPTY: Final = _("* Empty: the text of the base shop is shown.")


class ListingForm(forms.Form):
    """Display, selling, price and the shop's own texts."""

    display = forms.BooleanField(label=_("Display in the store"), required=False)
    selling = forms.BooleanField(label=_("Sell"), required=False)
    price = AmountField(label=_("Price"), help_text=_("* VAT included."))
    name = forms.CharField(label=_("Product name"), max_length=NAME_LENGTH, required=False, help_text=EMPTY)
    summary = forms.CharField(label=_("Summary"), max_length=SUMMARY_LENGTH, required=False, help_text=EMPTY)
    material = forms.CharField(label=_("Material"), max_length=400, required=False, help_text=EMPTY)
    short_description = forms.CharField(
        label=_("Short description"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=EMPTY,
    )
    description = forms.CharField(
        label=_("Detailed description"),
        max_length=100_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=EMPTY,
    )

    def __init__(self, data: Any, *, listing: ProductListing | None, currency: str) -> None:
        initial: dict[str, Any] = {}
        if listing is not None:
            initial = {name: listing.texts.get(name, "") for name in TEXT_FIELDS}
            initial |= {"display": listing.display, "selling": listing.selling, "price": listing.price}
        super().__init__(data, initial=initial)
        price = self.fields["price"]
        assert isinstance(price, AmountField)  # noqa: S101 - tells mypy which field it is
        price.currency = currency

    def facts(self) -> ListingFacts:
        """The cleaned values."""
        values = self.cleaned_data
        return ListingFacts(
            display=values["display"],
            selling=values["selling"],
            price=values["price"],
            texts={name: values[name] for name in TEXT_FIELDS},
        )
