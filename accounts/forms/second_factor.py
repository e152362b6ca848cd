"""Forms of second factors, where allauth's own are too trusting or absent."""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

NAME_MAX_LENGTH = 60


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """allauth's form; what no browser sends is an error of the form and not of the server."""

    name = forms.CharField(label=_("Name of the key"), required=False, max_length=NAME_MAX_LENGTH)

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean()
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ValidationError(_("The key was not accepted. Please try again.")) from error
        return cleaned


class PasskeyNameForm(forms.Form):
    """What a key is called in the list."""

    name = forms.CharField(label=_("Name of the key"), max_length=NAME_MAX_LENGTH)
