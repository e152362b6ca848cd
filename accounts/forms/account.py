"""Forms of one's own account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User

PASSWORD_MAX_LENGTH = 128


def password_field(label: Any, autocomplete: str, help_text: Any = "") -> forms.CharField:
    """A password: spaces count, nothing is cut off (ASVS 6.2)."""
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, max_length=PASSWORD_MAX_LENGTH, widget=widget, help_text=help_text)


class ProfileForm(forms.ModelForm[User]):
    """Name and newsletter. The ID is shown beside it and is no field: what is sent for it is not read (R0.19)."""

    class Meta:
        model = User
        fields = ["name", "wants_newsletter"]
        labels = {"name": _("Name"), "wants_newsletter": _("Receive the newsletter")}
        help_texts = {
            "name": _("* Operators of your store see this name."),
            "wants_newsletter": _("* Mails about your account and your orders come in any case."),
        }
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}


class ConfirmForm(forms.Form):
    """The password again; whether it is right is the domain's to say."""

    password = password_field(_("Password"), "current-password")


class EmailChangeForm(forms.Form):
    """Where the account's mails shall go from now on."""

    email = forms.EmailField(
        label=_("New email address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("* We send a code to this address. Your account keeps the present one until you enter the code."),
    )
    password = password_field(_("Current password"), "current-password")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email.lower() == self.user.email.lower():
            raise ValidationError(_("This is the address your account already has."))
        return email


class CodeForm(forms.Form):
    """A code from a mail."""

    code = forms.CharField(
        label=_("Code from the mail"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class NewPasswordForm(forms.Form):
    """A new password for `user`, by the rules of AUTH_PASSWORD_VALIDATORS."""

    new_password = password_field(
        _("New password"),
        "new-password",
        _("* At least 8 characters. Longer is better; spaces and any letters are welcome."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_new_password(self) -> str:
        password: str = self.cleaned_data["new_password"]
        password_validation.validate_password(password, self.user)
        return password


class PasswordChangeForm(NewPasswordForm):
    """The present password, then the new one (R0.34)."""

    password = password_field(_("Current password"), "current-password")
    field_order = ["password", "new_password"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("password") and cleaned.get("password") == cleaned.get("new_password"):
            self.add_error("new_password", _("Choose a password that differs from the current one."))
        return cleaned
