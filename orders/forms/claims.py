"""Forms of claims in the merchant admin, and the fields that the shopper's form shares with them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orders.domain.claims.request import BankAccount, Wish
from orders.domain.claims.rules import REASONS, Kind, Payer
from orders.models import Claim, ClaimItem, OrderItem


class ClaimFields(forms.Form):
    """Pieces per item, reason, details and, where money goes back by hand, the account it goes to."""

    reason = forms.ChoiceField(label=_("Reason"))
    detail = forms.CharField(
        label=_("Details"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    bank_name = forms.CharField(label=_("Bank"), max_length=60, required=False)
    account_number = forms.CharField(
        label=_("Account number"), max_length=40, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    account_holder = forms.CharField(label=_("Account holder"), max_length=60, required=False)

    def __init__(self, data: Any, *, items: Iterable[OrderItem], kind: str, has_bank: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.kind = Kind(kind)
        self.items = list(items)
        self._choose_reasons(REASONS[self.kind])
        for item in self.items:
            self.fields[f"quantity_{item.pk}"] = forms.IntegerField(
                label=item.product_name,
                min_value=0,
                max_value=item.quantity,
                required=False,
                initial=item.quantity if len(self.items) == 1 else 0,
                widget=forms.NumberInput(attrs={"class": "quantity-input"}),
            )
        if not has_bank or self.kind == Kind.EXCHANGE:
            for name in ("bank_name", "account_number", "account_holder"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors and not any(self.quantities().values()):
            self.add_error(None, _("Choose how many pieces of which item it is about."))
        return values

    def quantities(self) -> dict[int, int]:
        """Pieces by item id; those left empty count as none."""
        return {item.pk: self.cleaned_data.get(f"quantity_{item.pk}") or 0 for item in self.items}

    def bank(self) -> BankAccount:
        """The account that was typed in, or an empty one."""
        values = self.cleaned_data
        names = ("bank_name", "account_number", "account_holder")
        return BankAccount(**{name: values.get(name, "").strip() for name in names})

    def item_fields(self) -> list[tuple[OrderItem, forms.BoundField]]:
        """Each item with its quantity field, for the template."""
        return [(item, self[f"quantity_{item.pk}"]) for item in self.items]

    def _choose_reasons(self, reasons: Iterable[str]) -> None:
        field = self.fields["reason"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells mypy which field it is
        field.choices = [(reason, Claim.Reason(reason).label) for reason in reasons]


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
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
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
