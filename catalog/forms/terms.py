"""The part of the product form for its terms of sale: quantities, who may buy, and tax."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models.sale_terms import DEFAULTS, MOST_PIECES, Beside, Buyers, Counting, SaleTerms, TaxType

MOST_MEMBERS: Final = 200  # as the Admin API takes
MEMBER_ID_LENGTH: Final = 20
HIGHEST_RATE: Final = 100
LARGEST: Final = 2_147_483_647  # wire contract 2.7


def split_ids(text: str) -> list[str]:
    """Member IDs as people type them: parted by commas, spaces or lines; each once."""
    return list(dict.fromkeys(text.replace(",", " ").split()))


class TermFields(forms.Form):
    """Empty numbers stand for no limit. `terms` gives what differs from what the form showed, under its wire names."""

    minimum_quantity = forms.IntegerField(
        label=_("Minimum quantity"), min_value=1, max_value=MOST_PIECES, required=False, help_text=_("* Of an order.")
    )
    maximum_quantity = forms.IntegerField(
        label=_("Maximum quantity"),
        min_value=1,
        max_value=LARGEST,
        required=False,
        help_text=_("* Of an order. Empty: no limit."),
    )
    order_quantity_limit_type = forms.ChoiceField(
        label=_("Minimum and maximum apply to"), choices=Counting.choices, required=False
    )
    buy_unit = forms.IntegerField(
        label=_("Order unit"),
        min_value=1,
        max_value=MOST_PIECES,
        required=False,
        help_text=_("* 3: shoppers order 3, 6, 9 pieces and so on."),
    )
    buy_unit_type = forms.ChoiceField(label=_("The unit applies to"), choices=Counting.choices, required=False)
    buyers = forms.ChoiceField(
        label=_("Who may buy"),
        choices=Buyers.choices,
        required=False,
        help_text=_("* Guests are asked to log in. Hidden: whoever may not buy sees no buttons to buy."),
    )
    buy_member_ids = forms.CharField(
        label=_("IDs of chosen members"),
        required=False,
        max_length=MOST_MEMBERS * (MEMBER_ID_LENGTH + 2),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("* Parted by commas or lines, up to 200."),
    )
    repurchase_restriction = forms.BooleanField(
        label=_("Each customer buys it once"),
        required=False,
        help_text=_(
            "* Only customers with an account can order it then. What was cancelled or sent back does not count."
        ),
    )
    beside = forms.ChoiceField(label=_("Ordered together with"), choices=Beside.choices, required=False)
    tax_type = forms.ChoiceField(
        label=_("Tax"), choices=TaxType.choices, required=False, help_text=_("* Prices include the tax.")
    )
    tax_rate = forms.IntegerField(label=_("Tax rate"), min_value=1, max_value=HIGHEST_RATE, required=False)

    @staticmethod
    def initial_terms(app_facts: Mapping[str, Any]) -> dict[str, Any]:
        """What the form shows of a product's terms."""
        facts = {**DEFAULTS, **app_facts}
        terms = SaleTerms.of(app_facts)
        return {
            "minimum_quantity": facts["minimum_quantity"],
            "maximum_quantity": facts["maximum_quantity"] or None,
            "order_quantity_limit_type": facts["order_quantity_limit_type"],
            "buy_unit": facts["buy_unit"],
            "buy_unit_type": facts["buy_unit_type"],
            "buyers": terms.buyers,
            "buy_member_ids": ", ".join(facts["buy_member_id_list"]),
            "buy_group_list": list(facts["buy_group_list"]),
            "repurchase_restriction": terms.is_once,
            "beside": terms.beside,
            "tax_type": terms.tax_type,
            "tax_rate": facts["tax_rate"],
        }

    def clean_buy_member_ids(self) -> str:
        ids = split_ids(self.cleaned_data["buy_member_ids"])
        if len(ids) > MOST_MEMBERS or any(len(one) > MEMBER_ID_LENGTH for one in ids):
            raise forms.ValidationError(_("Enter up to 200 IDs of at most 20 characters each."), code="ids")
        return ", ".join(ids)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        is_chosen = values.get("buyers") in {Buyers.CHOSEN, Buyers.CHOSEN_HIDDEN}
        nobody = not values.get("buy_member_ids") and not self.initial.get("buy_group_list")
        if is_chosen and nobody and "buy_member_ids" not in self.errors:
            self.add_error("buy_member_ids", _("Enter the IDs of the members who may buy it."))
        return values

    def terms(self) -> dict[str, Any]:
        """Wire name -> value of what the merchant changed; call it on a valid form."""
        shown = wire_terms({**self.initial_terms({}), **self.initial})
        wanted = wire_terms(self.cleaned_data)
        return {name: value for name, value in wanted.items() if value != shown[name]}


def wire_terms(values: Mapping[str, Any]) -> dict[str, Any]:
    """The form's values as the wire names and writes them."""
    beside = values["beside"] or Beside.ANYTHING
    buyers = values["buyers"] or Buyers.ALL
    numbers = ("minimum_quantity", "maximum_quantity", "buy_unit", "tax_rate")
    choices = ("order_quantity_limit_type", "buy_unit_type", "tax_type")
    return {
        **{name: values[name] or DEFAULTS[name] for name in (*numbers, *choices)},
        "buy_limit_by_product": "F" if buyers == Buyers.ALL else "T",
        "buy_limit_type": str(buyers),
        "buy_member_id_list": split_ids(values["buy_member_ids"]),
        "repurchase_restriction": "T" if values["repurchase_restriction"] else "F",
        "single_purchase": str(beside),
        "single_purchase_restriction": "T" if beside == Beside.OTHERS_ONLY else "F",
    }
