"""Signing in, finding an ID, asking for a reset: shape of what is typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.signup import PASSWORD_MAX_LENGTH
from accounts.forms.widgets import AddressField, code_input, email_input, id_input
from accounts.models import User


class LoginIdForm(forms.Form):
    """Step 1. Any ID goes on, also one that nobody could have (R0.41)."""

    login_id = forms.CharField(label=_("ID"), max_length=150, widget=id_input(autofocus="autofocus"))


class LoginPasswordForm(forms.Form):
    """Step 2."""

    password = forms.CharField(
        label=_("Password"),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": "autofocus"}),
    )


class EmailForm(forms.Form):
    """The address whose IDs somebody looks for (R0.36)."""

    email = AddressField(label=_("Email"), widget=email_input(autofocus="autofocus"))


class CodeForm(forms.Form):
    """A mailed code (R0.37)."""

    code = forms.CharField(label=_("Verification code"), max_length=20, widget=code_input(autofocus="autofocus"))


class ResetRequestForm(forms.Form):
    """ID and address together (R0.43)."""

    login_id = forms.CharField(label=_("ID"), max_length=150, widget=id_input())
    email = AddressField(label=_("Email"))


class NewPasswordForm(forms.Form):
    """The new password of a user; shown by the eye rather than typed twice."""

    password = forms.CharField(
        label=_("New password"),
        max_length=PASSWORD_MAX_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "autofocus": "autofocus"}, render_value=True),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        rules = password_validation.password_validators_help_texts()
        self.fields["password"].help_text = "\n".join(f"* {rule}" for rule in rules)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password, self.user)
        if self.user.check_password(password):
            raise ValidationError(_("This is the password you had. Please choose another one."), code="unchanged")
        return password
