"""Forms of work requests: they check the shape of what was typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.jobs.schedule import SEOUL
from accounts.models import Shop
from catalog.models import MainCategory
from pro.domain.requests import Where
from pro.models import MarketAccount, WorkRequest
from pro.models.promotion_product import BADGE_LENGTH
from pro.queries.product_picker import picked_ids
from pro.request_words import FIELD_LABELS

NOTE_LENGTH: Final = 1000
MOST_FORM_ROWS: Final = 50
LARGEST_ID: Final = 2**63 - 1


def _note() -> forms.CharField:
    return forms.CharField(
        label=_("Note"), max_length=NOTE_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class WhereForm(forms.Form):
    """In which overseas shops the products are offered, and whether the base shop sells them (R3.28 to R3.30)."""

    shops = forms.TypedMultipleChoiceField(
        label=_("Overseas shops that display and sell them"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    sells_in_base = forms.BooleanField(
        label=_("Display and sell them in the base shop too"),
        required=False,
        help_text=_("* All products are registered in the base shop. Without this it neither displays nor sells them."),
    )
    note = _note()

    def __init__(self, *args: Any, shops: Iterable[Shop], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(shop.shop_no, f"{shop.title} ({shop.get_language_display()}, {shop.currency})") for shop in shops]
        _choose(self, "shops", choices)
        if not choices:
            del self.fields["shops"]
            self.fields["sells_in_base"].initial = True

    @property
    def where(self) -> Where:
        """What the rules take."""
        values = self.cleaned_data
        return Where(values.get("shops", []), values["sells_in_base"], values["note"])


class RegistrationFileForm(forms.Form):
    """A CSV or XLSX sheet with a product per row."""

    file = forms.FileField(
        label=_("File (CSV or XLSX)"),
        required=False,
        help_text=_("* The first row names the columns. Up to 5,000 products; 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )


class ProductRowForm(forms.Form):
    """One product typed in; cells are judged by the same rules as those of a sheet."""

    name = forms.CharField(label=_("Product name"), required=False)
    price = forms.CharField(label=_("Price"), required=False)
    weight_grams = forms.CharField(label=_("Weight (g)"), required=False)
    stock = forms.CharField(label=_("Stock"), required=False)
    code = forms.CharField(label=_("Product code"), required=False)
    options = forms.CharField(label=_("Options"), required=False)
    description = forms.CharField(
        label=_("Detailed description"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    @property
    def cells(self) -> dict[str, str]:
        """What was typed; nothing for an empty row."""
        return {name: str(text).strip() for name, text in self.cleaned_data.items() if text}


ProductRows = forms.formset_factory(ProductRowForm, extra=2, max_num=MOST_FORM_ROWS, absolute_max=MOST_FORM_ROWS)


class ImportForm(WhereForm):
    """The account, and that the first choice was understood (R3.20, R3.23)."""

    account = forms.TypedChoiceField(label=_("Marketplace account"), coerce=int, widget=forms.RadioSelect)
    is_understood = forms.BooleanField(
        label=_("I understand that this account can never be changed."),
        error_messages={"required": _("Please confirm that you have chosen carefully.")},
    )
    field_order = ["account", "is_understood", "shops", "sells_in_base", "note"]

    def __init__(
        self, *args: Any, accounts: Iterable[tuple[MarketAccount, str]], is_first: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [(account.pk, f"{market}: {account.label}") for account, market in accounts]
        _choose(self, "account", choices)
        if len(choices) == 1:
            self.fields["account"].initial = choices[0][0]
        if not is_first:
            del self.fields["is_understood"]


class EditTargetForm(forms.Form):
    """The product, the shop and the field whose text is to change; in the address."""

    product = forms.IntegerField(
        label=_("Product"),
        min_value=1,
        max_value=LARGEST_ID,
        error_messages={"required": _("Choose a product."), "invalid": _("Choose a product.")},
    )
    shop = forms.TypedChoiceField(label=_("Overseas shop and language"), coerce=int)
    field = forms.ChoiceField(label=_("Field"), choices=list(FIELD_LABELS.items()))

    def __init__(self, *args: Any, shops: Iterable[Shop], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "shop", [(shop.shop_no, f"{shop.title} ({shop.get_language_display()})") for shop in shops])


class EditTextForm(forms.Form):
    """The wanted text."""

    text = forms.CharField(label=_("Wanted text"), strip=True, widget=forms.Textarea(attrs={"rows": 8}))
    note = _note()

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n")


class PickedField(forms.Field):
    """Ids of products that were ticked in a picker, in their order."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[int]:
        return picked_ids(value or [])


class PromotionForm(forms.Form):
    """Products, shop, period, badges and place (R3.10)."""

    products = PickedField(label=_("Products"), error_messages={"required": _("Choose at least one product.")})
    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    ends_on = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    badge_ko = forms.CharField(label=_("Badge in Korean"), max_length=BADGE_LENGTH, required=False)
    badge_en = forms.CharField(label=_("Badge in English"), max_length=BADGE_LENGTH, required=False)
    badge_ja = forms.CharField(label=_("Badge in Japanese"), max_length=BADGE_LENGTH, required=False)
    section = forms.TypedChoiceField(
        label=_("Shop and section of the main page"), coerce=str, help_text=_("* “Badge only” pins it nowhere.")
    )
    position = forms.IntegerField(label=_("Place in the section"), min_value=1, max_value=200, initial=1)
    note = _note()

    def __init__(self, *args: Any, shops: Iterable[Shop], sections: Iterable[MainCategory], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_shop: dict[int, list[MainCategory]] = {}
        for section in sections:
            by_shop.setdefault(section.shop_no, []).append(section)
        choices: list[tuple[str, Any]] = []
        for shop in shops:
            rows: list[tuple[str, Any]] = [(f"{shop.shop_no}:", _("Badge only"))]
            rows += [(f"{shop.shop_no}:{one.pk}", one.name) for one in by_shop.get(shop.shop_no, [])]
            choices.append((f"{shop.title} ({shop.get_language_display()})", rows))
        _choose(self, "section", choices)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        first, last = values.get("starts_on"), values.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day must not be before the first."))
        elif last and last < dt.datetime.now(SEOUL).date():
            self.add_error("ends_on", _("The period is over."))
        if not self.badges and values.get("section", ":").endswith(":"):
            self.add_error("badge_ko", _("Enter a badge of at most 12 characters, or choose a section."))
        return values

    @property
    def badges(self) -> dict[str, str]:
        """By language, those that have a text."""
        found = {language: self.cleaned_data.get(f"badge_{language}", "") for language in ("ko", "en", "ja")}
        return {language: text for language, text in found.items() if text}

    @property
    def period(self) -> tuple[dt.datetime, dt.datetime]:
        """From the first day's beginning to the last day's end, in Seoul."""
        first, last = self.cleaned_data["starts_on"], self.cleaned_data["ends_on"]
        beginning = dt.datetime.combine(first, dt.time(), SEOUL)
        return beginning, dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), SEOUL)

    @property
    def place(self) -> tuple[int, int | None]:
        """Shop number and section, None: badge only."""
        shop_no, _colon, section = str(self.cleaned_data["section"]).partition(":")
        return int(shop_no), int(section) if section else None


class RequestFilterForm(forms.Form):
    """Kind and state, in the address; what is no choice narrows nothing."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All")), *WorkRequest.Kind.choices], required=False)
    state = forms.ChoiceField(label=_("State"), choices=[("", _("All")), *WorkRequest.State.choices], required=False)

    def wanted(self) -> dict[str, str]:
        """Valid values alone."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("kind", "state")}


def _choose(form: forms.Form, name: str, choices: list[Any]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
    field.choices = choices
