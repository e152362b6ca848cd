"""Forms of one order's pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.row_ids import row_ids
from orders.domain.change_recipient import Recipient
from orders.models import Carrier, Order, OrderMemo

TRACKING_LENGTH = 60


class TrackingForm(forms.Form):
    """Carrier and tracking number of a parcel."""

    carrier = forms.ChoiceField(label=_("Carrier"), choices=Carrier.choices)
    tracking_number = forms.CharField(
        label=_("Tracking number"),
        max_length=TRACKING_LENGTH,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class RecipientForm(forms.ModelForm[Order]):
    """Who gets the parcel, and where. Saves nothing."""

    class Meta:
        model = Order
        fields = [
            "receiver_name",
            "receiver_phone",
            "receiver_zipcode",
            "receiver_address1",
            "receiver_address2",
            "receiver_city",
            "receiver_state",
            "shipping_message",
        ]

    def recipient(self) -> Recipient:
        return Recipient(**{name: self.cleaned_data[name].strip() for name in self.Meta.fields})

    def save(self, commit: bool = True) -> Order:
        raise NotImplementedError("orders.domain.change_recipient writes")


class MemoForm(forms.Form):
    """A memo of the store on an order."""

    text = forms.CharField(
        label=_("Memo"), max_length=OrderMemo._meta.get_field("text").max_length, widget=forms.Textarea({"rows": 3})
    )
    is_for_customer = forms.BooleanField(
        label=_("Show to the customer"),
        required=False,
        help_text=_("* The customer reads it on the order's page. Other memos are for the store alone."),
    )


def posted_ids(data: Any, name: str) -> frozenset[int]:
    """The keys that ticked boxes sent; what is no key is left out."""
    return frozenset(row_ids(data.getlist(name)))
