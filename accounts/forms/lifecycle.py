"""Forms of an account's end and of its waking up."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.domain.reactivate import MESSAGE_LENGTH


class DeleteAccountForm(forms.Form):
    """The terms and the password again (R0.69); whether the password is right is the domain's to say."""

    accepts = forms.BooleanField(
        label=_("I have read the terms above and accept them."),
        error_messages={"required": _("Accept the terms first: your account is deleted only then.")},
    )
    password = forms.CharField(
        label=_("Current password"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=_("* So that nobody else does this at a browser you left open."),
    )


class ReactivationForm(forms.Form):
    """What the merchant wants to say; ID and email stand in the account and are not read from here."""

    message = forms.CharField(
        label=_("Message"),
        required=False,
        max_length=MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("* If there is something that support should know."),
    )


class RefusalForm(forms.Form):
    """Why support refuses a request; the owner reads it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("* The owner reads this in a mail and in the admin."),
    )
