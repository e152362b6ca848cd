"""Forms of the customer pages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.models import CustomerMemo
from orders.queries.customers import CustomerFilter


class CustomerFilterForm(forms.Form):
    """What the list is narrowed to; nonsense in the address narrows nothing."""

    field = forms.ChoiceField(
        label=_("Search by"),
        choices=[("name", _("Name")), ("member_id", _("ID")), ("email", _("Email"))],
        required=False,
    )
    text = forms.CharField(
        label=_("Begins with"), max_length=100, required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("All")), ("active", _("Active")), ("blocked", _("Blocked"))],
        required=False,
    )

    def wanted(self) -> CustomerFilter:
        self.is_valid()
        values = {name: value for name, value in self.cleaned_data.items() if value}
        return CustomerFilter(**values)


class BlockForm(forms.Form):
    """Why an account is blocked; for the store's own history."""

    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


class CustomerMemoForm(forms.Form):
    """A note of the store about a customer."""

    text = forms.CharField(
        label=_("Memo"),
        max_length=CustomerMemo._meta.get_field("text").max_length,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("* Only the operators of your store read it. It is erased when the customer closes the account."),
    )
    is_important = forms.BooleanField(label=_("Important: keep it on top"), required=False)
