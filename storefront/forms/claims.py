"""Ask for a cancellation, return or exchange: shape of what is typed; the domain knows the windows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.domain.claims.request import BankAccount, Wish
from orders.domain.claims.rules import ClaimableItem
from orders.models import Claim


class ClaimForm(forms.Form):
    """One kind of claim on some pieces of an order; fields `quantity-<item>` say how many of each."""

    def __init__(self, data: Any, *, kind: str, items: list[ClaimableItem], pays_back_by_hand: bool) -> None:
        super().__init__(data)
        self.kind = kind
        self.items = [one for one in items if one.reasons_of(kind)]
        for one in self.items:
            self.fields[f"quantity-{one.item.pk}"] = forms.TypedChoiceField(
                label=" ".join(filter(None, [one.item.product_name, one.item.option_text])),
                choices=[(count, str(count)) for count in range(one.item.quantity + 1)],
                coerce=int,
                initial=one.item.quantity if len(self.items) == 1 else 0,
            )
        open_reasons = {reason for one in self.items for reason in one.reasons_of(kind)}
        reasons = [(value, label) for value, label in Claim.Reason.choices if value in open_reasons]
        self.fields["reason"] = forms.ChoiceField(label=_("Reason"), choices=[("", _("Please choose")), *reasons])
        self.fields["detail"] = forms.CharField(
            label=_("Details"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
        )
        if pays_back_by_hand and kind != Claim.Kind.EXCHANGE:
            self.fields["bank_name"] = forms.CharField(label=_("Bank for the refund"), max_length=40)
            self.fields["account_number"] = forms.CharField(label=_("Account number"), max_length=40)
            self.fields["account_holder"] = forms.CharField(label=_("Account holder"), max_length=60)

    @property
    def wish(self) -> Wish:
        """What the domain is asked for; of a valid form."""
        values = self.cleaned_data
        return Wish(
            kind=self.kind,
            reason=values["reason"],
            quantities={one.item.pk: values[f"quantity-{one.item.pk}"] for one in self.items},
            detail=values["detail"],
            is_by_shopper=True,
            bank=BankAccount(
                values.get("bank_name", ""), values.get("account_number", ""), values.get("account_holder", "")
            ),
        )
