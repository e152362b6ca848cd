"""Forms of claims in the merchant admin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orders.domain.claims.request import Wish
from orders.domain.claims.rules import Kind, Payer
from orders.forms.claim_fields import ClaimFields
from orders.models import Claim, ClaimItem


class ClaimForm(ClaimFields):
    """A claim that an operator makes for a customer."""

    override_note = forms.CharField(
        label=_("Note on the time limit"),
        max_length=300,
        required=False,
        help_text=_(
            "Only where the time to return has not begun (no delivered date) or is over. The note stands in the "
            "history.\n* Leave it empty where the customer asks in time."
        ),
    )
    at_once = forms.BooleanField(
        label=_("Accept it at once"),
        required=False,
        initial=True,
        help_text=_("* A cancellation is finished at once as well, and its refund is sent."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.kind == Kind.CANCEL:
            del self.fields["override_note"]
        else:
            self.fields["at_once"].help_text = ""

    def wish(self) -> Wish:
        """What the operator asks for."""
        values = self.cleaned_data
        return Wish(
            kind=self.kind,
            reason=values["reason"],
            quantities=self.quantities(),
            detail=values["detail"],
            override_note=values.get("override_note", ""),
            bank=self.bank(),
        )


class FeeForm(ClaimFields):
    """Why an order's shipping fee goes back by itself, and to which account; no items."""

    def __init__(self, data: Any, *, has_bank: bool) -> None:
        super().__init__(data, items=(), kind=Kind.CANCEL, has_bank=has_bank)

    def clean(self) -> dict[str, Any]:
        return self.cleaned_data


class AcceptForm(forms.Form):
    """Who pays the way, and what goes out instead of each item of an exchange."""

    payer = forms.ChoiceField(label=_("Who pays shipping"), choices=Payer.choices)

    def __init__(self, data: Any, *, claim: Claim, replacements: dict[int, list[tuple[int, str]]]) -> None:
        super().__init__(data, initial={"payer": claim.payer})
        if claim.kind == Kind.CANCEL:
            del self.fields["payer"]
        self.item_ids = list(replacements)
        for item_id, choices in replacements.items():
            self.fields[f"variant_{item_id}"] = forms.TypedChoiceField(
                label=_("Goes out instead"), choices=choices, coerce=int
            )

    def variants(self) -> dict[int, int]:
        """The chosen variant by item id."""
        return {item_id: self.cleaned_data[f"variant_{item_id}"] for item_id in self.item_ids}

    def variant_fields(self) -> list[forms.BoundField]:
        """The selects, for the template."""
        return [self[f"variant_{item_id}"] for item_id in self.item_ids]


class RefuseForm(forms.Form):
    """Why a claim is refused."""

    refusal = forms.CharField(
        label=_("Why it is refused"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("* The customer reads it."),
    )


class FinishForm(forms.Form):
    """Which pieces go back on the shelf."""

    restock = forms.TypedMultipleChoiceField(
        label=_("Put back into stock"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, *, rows: Iterable[ClaimItem]) -> None:
        kept = [row for row in rows if row.item.takes_stock]
        super().__init__(data, initial={"restock": [row.item_id for row in kept if row.restocks]})
        field = self.fields["restock"]
        assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101 - tells mypy which field it is
        field.choices = [(row.item_id, f"{row.item.product_name} ({row.quantity})") for row in kept]
        if not kept:
            del self.fields["restock"]


class ClaimFilterForm(forms.Form):
    """Filters of the lists of claims, in the address. What is no choice narrows nothing."""

    number = forms.CharField(
        label=_("Order number"),
        max_length=24,
        required=False,
        widget=forms.TextInput({"type": "search"}),
        help_text=_("With or without the dash; the beginning is enough."),
    )
    name = forms.CharField(
        label=_("Customer name"), max_length=60, required=False, help_text=_("The beginning of the name.")
    )
    reason = forms.ChoiceField(label=_("Reason"), choices=[("", _("All")), *Claim.Reason.choices], required=False)
    since = forms.DateField(label=_("Start date"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    until = forms.DateField(label=_("End date"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    state = forms.ChoiceField(required=False, choices=Claim.State.choices, widget=forms.HiddenInput)

    def wanted(self) -> dict[str, Any]:
        """The valid values; empty ones left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class RefundFilterForm(ClaimFilterForm):
    """Filters of the list of refunds."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
        state = self.fields["state"]
        assert isinstance(state, forms.ChoiceField)  # noqa: S101 - tells mypy which field it is
        state.choices = [("waiting", ""), ("done", ""), ("failed", "")]


class MonthForm(forms.Form):
    """A month in the address, `2026-11`; this month in Seoul where none is named."""

    month = forms.DateField(
        label=_("Month"), input_formats=["%Y-%m"], required=False, widget=forms.DateInput({"type": "month"}, "%Y-%m")
    )

    def __init__(self, data: Any) -> None:
        values = {name: data[name] for name in data}
        super().__init__({"month": f"{timezone.localdate():%Y-%m}"} | {k: v for k, v in values.items() if v})
