"""How another shop offers a product."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.form_fields import AmountField
from accounts.models import Shop
from accounts.money import format_amount
from catalog.domain.options import VALUE_LENGTH
from catalog.domain.set_listing import HAND, PRICE, TEXT_FIELDS, ListingFacts
from catalog.models import Product, ProductListing
from catalog.models.listing import TRANSLATED_FIELDS
from catalog.models.product import NAME_LENGTH, SUMMARY_LENGTH

EMPTY: Final = _("* Empty: the text of the base shop is shown.")
FIELD_LABELS: Final[dict[str, Promise]] = {
    "name": _("Product name"),
    "summary": _("Summary"),
    "options": _("Options"),
    "short_description": _("Short description"),
    "description": _("Detailed description"),
    "material": _("Material"),
    "extra_inputs": _("Extra input options"),
}


@dataclass(frozen=True, slots=True)
class TextPart:
    """One of the seven translated fields on the page: its inputs, where it comes from, and its tick."""

    name: str
    label: Promise
    source: str
    tick: forms.BoundField
    inputs: list[forms.BoundField]
    is_shown_as_base: bool


class ListingForm(forms.Form):
    """Display, selling, price, the shop's own texts, and which of them follow later edits of the base product."""

    display = forms.BooleanField(label=_("Display in the store"), required=False)
    selling = forms.BooleanField(label=_("Sell"), required=False)
    price = AmountField(label=_("Price"), required=False, help_text=_("* VAT included."))
    is_converted = forms.BooleanField(label=_("Use the converted price"), required=False)
    name = forms.CharField(label=_("Product name"), max_length=NAME_LENGTH, required=False, help_text=EMPTY)
    summary = forms.CharField(label=_("Summary"), max_length=SUMMARY_LENGTH, required=False, help_text=EMPTY)
    material = forms.CharField(label=_("Material"), max_length=400, required=False, help_text=EMPTY)
    short_description = forms.CharField(
        label=_("Short description"),
        max_length=4000,
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

    def __init__(self, data: Any, *, product: Product, listing: ProductListing | None, shop: Shop) -> None:
        self.product, self.shop = product, shop
        self.listing = listing or ProductListing(product=product, shop_no=shop.shop_no)
        super().__init__(data, initial=self._initial(is_new=listing is None))
        price = self.fields["price"]
        assert isinstance(price, AmountField)  # noqa: S101 - tells mypy which field it is
        price.currency = shop.currency
        self.fields["is_converted"].help_text = _(
            "* The base price by this shop's exchange rate: %(price)s. It changes when you change the rate."
        ) % {"price": format_amount(shop.price_from_base(product.price), shop.currency, shop.language)}
        for name, label in self._words():
            self.fields[name] = forms.CharField(label=label, max_length=VALUE_LENGTH, required=False)
        for name in TRANSLATED_FIELDS:
            self.fields[f"auto_{name}"] = forms.BooleanField(
                label=_("Apply automatic product translation"), required=False
            )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("price") is None and not values.get("is_converted") and "price" not in self.errors:
            self.add_error("price", self.fields["price"].error_messages["required"])
        self._check_twice(values)
        return values

    def facts(self) -> ListingFacts:
        """The cleaned values."""
        values = self.cleaned_data
        texts: dict[str, Any] = {name: values[name] for name in TEXT_FIELDS}
        return ListingFacts(
            display=values["display"],
            selling=values["selling"],
            price=values["price"] if values["price"] is not None else self.shop.price_from_base(self.product.price),
            texts=texts | {"options": self._own_options(), "extra_inputs": self._own_extra_inputs()},
            is_converted=values["is_converted"],
            auto_translates=tuple(name for name in TRANSLATED_FIELDS if values[f"auto_{name}"]),
        )

    def parts(self) -> Iterator[TextPart]:
        """The seven fields in their order; options and extra inputs only where the product has some."""
        for name in TRANSLATED_FIELDS:
            inputs = [self[name]] if name in TEXT_FIELDS else [self[one] for one, _label in self._words(name)]
            if inputs:
                has_base = bool(getattr(self.product, name))
                is_base = has_base and not self.listing.texts.get(name)
                source = self.listing.source(name)
                yield TextPart(name, FIELD_LABELS[name], source, self[f"auto_{name}"], inputs, is_base)

    def _initial(self, *, is_new: bool) -> dict[str, Any]:
        row = self.listing
        initial: dict[str, Any] = {name: row.texts.get(name, "") for name in TEXT_FIELDS}
        initial |= {f"auto_{name}": name in row.auto_translates for name in TRANSLATED_FIELDS}
        initial |= {"display": row.display, "selling": row.selling, "is_converted": row.source(PRICE) != HAND}
        initial["price"] = self.shop.price_from_base(self.product.price) if is_new else row.price
        options, extras = row.texts.get("options", {}), row.texts.get("extra_inputs", {})
        for at, base in enumerate(self.product.options):
            own = options.get(base["name"], {})
            initial[f"option_{at}"] = own.get("name", "")
            for place, value in enumerate(base["values"]):
                initial[f"option_{at}_{place}"] = own.get("values", {}).get(value, "")
        initial |= {f"extra_{at}": extras.get(row["name"], "") for at, row in enumerate(self.product.extra_inputs)}
        return initial

    def _words(self, wanted: str = "") -> list[tuple[str, str]]:
        """Names of the fields for options and extra inputs, each labelled with its base text."""
        found = []
        if wanted in ("", "options"):
            for at, row in enumerate(self.product.options):
                found.append((f"option_{at}", str(row["name"])))
                found += [(f"option_{at}_{place}", f"{value}") for place, value in enumerate(row["values"])]
        if wanted in ("", "extra_inputs"):
            found += [(f"extra_{at}", str(row["name"])) for at, row in enumerate(self.product.extra_inputs)]
        return found

    def _own_options(self) -> dict[str, Any]:
        own = {}
        for at, row in enumerate(self.product.options):
            typed = {value: self.cleaned_data[f"option_{at}_{place}"] for place, value in enumerate(row["values"])}
            values = {base: text for base, text in typed.items() if text}
            name = self.cleaned_data[f"option_{at}"]
            if name or values:
                own[str(row["name"])] = {"name": name, "values": values}
        return own

    def _own_extra_inputs(self) -> dict[str, str]:
        typed = {str(row["name"]): self.cleaned_data[f"extra_{at}"] for at, row in enumerate(self.product.extra_inputs)}
        return {base: text for base, text in typed.items() if text}

    def _check_twice(self, values: dict[str, Any]) -> None:
        """Two values of an option that read the same could not be told apart by a shopper."""
        for at, row in enumerate(self.product.options):
            seen: set[str] = set()
            for place, base in enumerate(row["values"]):
                name = f"option_{at}_{place}"
                text = str(values.get(name) or base).casefold()
                if text in seen:
                    self.add_error(name, _("Another value of this option reads the same."))
                seen.add(text)
