"""The fields of a claim: pieces per item, reason, details, and the account that money goes back to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.domain.claims.request import BankAccount
from orders.domain.claims.rules import REASONS, Kind
from orders.models import Claim, OrderItem


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
