"""Forms of the product pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.form_fields import AmountField
from accounts.uploads import UnstoredFile
from catalog.domain.facts import ProductFacts
from catalog.forms.options import OptionFields
from catalog.forms.terms import TermFields
from catalog.models.product import CODE_LENGTH, NAME_LENGTH, SUMMARY_LENGTH
from catalog.pictures import Picture, PictureRefused, read_picture
from catalog.queries import ProductFilter

MOST_PIECES: Final = 999_999_999
HEAVIEST_GRAMS: Final = 999_999_990  # wire contract: 999,999.99 kg
DESCRIPTION_LENGTH: Final = 100_000
REFUSALS: Final = {
    "not_a_picture": _("This file is no picture. Choose a JPG, PNG, WebP or GIF file."),
    "too_many_bytes": _("The file is too large. Choose a picture of at most 5 MB."),
    "too_many_pixels": _("The picture has too many pixels. It may have at most 20 million (for example 5000 x 4000)."),
}


NO_ROOM: Final = _("Storage is full, so this file could not be taken in. Nothing was changed; please try again later.")


class PictureField(forms.FileField):
    """An uploaded picture, decoded and encoded anew: cleans to a Picture, or None where nothing was chosen."""

    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"})

    def clean(self, data: Any, initial: Any = None) -> Picture | None:
        upload = super().clean(data, initial)
        if not isinstance(upload, UploadedFile):
            return None
        if isinstance(upload, UnstoredFile):
            raise forms.ValidationError(NO_ROOM, code="no_room")
        try:
            return read_picture(upload)
        except PictureRefused as error:
            raise forms.ValidationError(REFUSALS[error.reason], code=error.reason) from error


class ProductForm(TermFields, OptionFields):
    """A new product, or the facts of one. Stock is sent with the number that was shown, and moves by the difference."""

    name = forms.CharField(label=_("Product name"), max_length=NAME_LENGTH)
    summary = forms.CharField(
        label=_("Summary"),
        max_length=SUMMARY_LENGTH,
        required=False,
        help_text=_("* One line under the name in lists and on the product page."),
    )
    code = forms.CharField(
        label=_("Product code"),
        max_length=CODE_LENGTH,
        required=False,
        help_text=_("Your own code for this product. Imports and exports know the product by it.\n* Once per store."),
    )
    material = forms.CharField(label=_("Material"), max_length=400, required=False)
    categories = forms.MultipleChoiceField(label=_("Categories"), required=False, widget=forms.CheckboxSelectMultiple)
    price = AmountField(label=_("Price"), help_text=_("* VAT included."))
    tracks_stock = forms.BooleanField(
        label=_("Keep track of stock"),
        required=False,
        help_text=_("* Without it, the product never sells out."),
    )
    stock = forms.IntegerField(label=_("Stock"), min_value=0, max_value=MOST_PIECES, required=False)
    stock_shown = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=MOST_PIECES)
    weight_grams = forms.IntegerField(
        label=_("Weight"),
        min_value=1,
        max_value=HEAVIEST_GRAMS,
        required=False,
        help_text=_(
            "Overseas shipping fees are calculated from the weight. A product without one cannot be sold overseas.\n"
            "* Weight with packaging."
        ),
    )
    image = PictureField(
        label=_("Picture"),
        required=False,
        help_text=_("* JPG, PNG, WebP or GIF, at most 5 MB. A square of 1,200 pixels looks best."),
    )
    removes_image = forms.BooleanField(label=_("Remove this picture"), required=False)
    short_description = forms.CharField(
        label=_("Short description"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("* Stands beside the picture on the product page."),
    )
    description = forms.CharField(
        label=_("Detailed description"),
        max_length=DESCRIPTION_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("* Plain text or HTML. Scripts and styles in HTML are taken out."),
    )
    display = forms.BooleanField(
        label=_("Display in the store"),
        required=False,
        help_text=_("* Shoppers see the product in lists and can open its page."),
    )
    selling = forms.BooleanField(
        label=_("Sell"),
        required=False,
        help_text=_("* Without it, the page says that the product is not on sale."),
    )

    def __init__(self, *args: Any, currency: str, categories: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["categories"]
        assert isinstance(choice, forms.MultipleChoiceField)  # noqa: S101 - tells mypy which field it is
        choice.choices = [(str(number), label) for number, label in categories]
        price = self.fields["price"]
        assert isinstance(price, AmountField)  # noqa: S101 - tells mypy which field it is
        price.currency = currency

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if self.has_options:
            return values
        if values.get("tracks_stock") and values.get("stock") is None and "stock" not in self.errors:
            self.add_error("stock", _("Enter how many pieces there are, or do not keep track of stock."))
        return values

    def facts(self) -> ProductFacts:
        """The cleaned values without stock and picture."""
        values = self.cleaned_data
        return ProductFacts(
            name=values["name"],
            price=values["price"],
            summary=values["summary"],
            short_description=values["short_description"],
            description=values["description"],
            weight_grams=values["weight_grams"],
            display=values["display"],
            selling=values["selling"],
            tracks_stock=values["tracks_stock"],
            code=values["code"],
            material=values["material"],
            options=values["options"],
            extra_inputs=values["extra_inputs"],
            app_facts=self.terms(),
        )

    @property
    def category_ids(self) -> set[int]:
        """The categories that are ticked."""
        return {int(number) for number in self.cleaned_data["categories"]}

    @property
    def stock_change(self) -> int:
        """By how much the merchant moved the stock that the page had shown; an empty field moves nothing."""
        shown = self.cleaned_data["stock_shown"] or 0
        stock = self.cleaned_data["stock"]
        return 0 if stock is None else stock - shown


class ProductFilterForm(forms.Form):
    """Filters of the product list, in the address. What is no choice narrows nothing."""

    YES_NO = [("", _("All")), ("yes", _("Yes")), ("no", _("No"))]

    name = forms.CharField(
        label=_("Name starts with"), max_length=NAME_LENGTH, required=False, widget=forms.TextInput({"type": "search"})
    )
    code = forms.CharField(label=_("Product code"), max_length=CODE_LENGTH, required=False)
    category = forms.TypedChoiceField(label=_("Category"), required=False, coerce=int, empty_value=None)
    display = forms.ChoiceField(label=_("Display"), choices=YES_NO, required=False)
    selling = forms.ChoiceField(label=_("Selling"), choices=YES_NO, required=False)
    weight = forms.ChoiceField(label=_("Has a weight"), choices=YES_NO, required=False)

    def __init__(self, data: Any, *, categories: Sequence[tuple[int, str]] = ()) -> None:
        super().__init__(data)
        field = self.fields["category"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 - tells mypy which field it is
        field.choices = [("", _("All")), *((str(number), label) for number, label in categories)]

    def wanted(self) -> ProductFilter:
        """The filter that the valid fields make."""
        self.is_valid()
        values = self.cleaned_data
        on_off = {"yes": True, "no": False}
        return ProductFilter(
            name=values.get("name", ""),
            code=values.get("code", ""),
            category_id=values.get("category"),
            has_weight=on_off.get(values.get("weight", "")),
            display=on_off.get(values.get("display", "")),
            selling=on_off.get(values.get("selling", "")),
        )
