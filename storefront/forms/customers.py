"""Sign-up, login, profile and passwords of customers: shape only, nothing is saved here."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Final

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

ID: Final = re.compile(r"[A-Za-z][A-Za-z0-9]{3,15}")
PHONE: Final = re.compile(r"\+?[0-9][0-9 ()-]{6,28}")
LONGEST_PASSWORD: Final = 256


def password_field(label: Any, *, autocomplete: str, help_text: Any = "") -> forms.CharField:
    """A password as typed, spaces kept; it stays in the field when another one is wrong."""
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete}, render_value=True)
    return forms.CharField(label=label, max_length=LONGEST_PASSWORD, strip=False, widget=widget, help_text=help_text)


def text_field(label: Any, *, length: int, autocomplete: str, required: bool = True, **attrs: str) -> forms.CharField:
    """A line of text that browsers can fill in."""
    widget = forms.TextInput(attrs={"autocomplete": autocomplete, **attrs})
    return forms.CharField(label=label, max_length=length, required=required, widget=widget)


def checked_phone(text: str) -> str:
    """A phone number in digits, spaces, dashes and brackets."""
    if text and not PHONE.fullmatch(text):
        raise ValidationError(_("Enter a phone number with digits, for example 010-1234-5678."), code="phone")
    return text


def seal_field() -> forms.CharField:
    """Which texts the page showed; it is drawn by the template, which knows those in force."""
    too_old = _("This page is too old. Please open it again.")
    return forms.CharField(max_length=32, widget=forms.HiddenInput, error_messages={"required": too_old})


class AsksConsent(forms.Form):
    """Boxes of consent to texts that may change while they are read."""

    consents: ClassVar[tuple[str, ...]] = ("accepts_terms",)

    def ask_again(self) -> None:
        """Say that the texts changed and take the ticks out."""
        self.add_error(
            self.consents[0],
            ValidationError(
                _("The terms or the privacy notice were changed while you were here. Please read them and tick again."),
                code="documents_changed",
            ),
        )
        ticks = {self.add_prefix(name) for name in self.consents}
        self.data = {name: value for name, value in self.data.items() if name not in ticks}


class TwoPasswords(forms.Form):
    """A new password, twice."""

    password = password_field(
        _("Password"), autocomplete="new-password", help_text=_("At least 8 characters. Longer is better.")
    )
    password_again = password_field(_("Password again"), autocomplete="new-password")

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password)
        return password

    def clean_password_again(self) -> str:
        again: str = self.cleaned_data["password_again"]
        first = self.data.get(self.add_prefix("password"), "")
        if again != first:
            raise ValidationError(_("The two passwords differ."), code="differ")
        return again


class SignUpForm(AsksConsent, TwoPasswords):
    """A new account."""

    consents = ("accepts_terms", "accepts_privacy")

    field_order = [
        "member_id", "password", "password_again", "name", "email", "phone",
        "accepts_terms", "accepts_privacy", "wants_newsletter",
    ]  # fmt: skip
    member_id = forms.CharField(
        label=_("ID"),
        max_length=20,
        help_text=_("4 to 16 letters and digits, beginning with a letter."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    name = text_field(_("Name"), length=60, autocomplete="name")
    email = forms.EmailField(label=_("Email"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    phone = text_field(_("Phone"), length=30, autocomplete="tel", inputmode="tel")
    accepts_terms = forms.BooleanField(
        label=_("I accept the terms of use."), error_messages={"required": _("An account needs your consent.")}
    )
    accepts_privacy = forms.BooleanField(
        label=_("I agree that my data is used as the privacy notice says."),
        error_messages={"required": _("An account needs your consent.")},
    )
    wants_newsletter = forms.BooleanField(label=_("Send me news and offers by email."), required=False)
    documents_seen = seal_field()

    def clean_member_id(self) -> str:
        member_id: str = self.cleaned_data["member_id"]
        if not ID.fullmatch(member_id):
            raise ValidationError(_("Use 4 to 16 letters and digits, beginning with a letter."), code="shape")
        return member_id

    def clean_phone(self) -> str:
        return checked_phone(self.cleaned_data["phone"])


class LoginForm(forms.Form):
    """ID and password; what is wrong is never said."""

    member_id = forms.CharField(
        label=_("ID"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = password_field(_("Password"), autocomplete="current-password")


class LookupForm(forms.Form):
    """A guest's order: three things together (R0.51)."""

    prefix = "lookup"

    order_number = forms.CharField(
        label=_("Order number"),
        max_length=60,
        help_text=_("It stands in the confirmation email, for example 20261123-0000001."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    name = text_field(_("Name of whoever ordered"), length=60, autocomplete="name")
    password = password_field(_("Order password"), autocomplete="off")


class ProfileForm(forms.Form):
    """What customers may change about themselves."""

    name = text_field(_("Name"), length=60, autocomplete="name")
    email = forms.EmailField(label=_("Email"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    phone = text_field(_("Phone"), length=30, autocomplete="tel", inputmode="tel")
    zipcode = text_field(_("Postcode"), length=12, autocomplete="postal-code", required=False)
    address1 = text_field(_("Address"), length=200, autocomplete="address-line1", required=False)
    address2 = text_field(_("Address, line 2"), length=200, autocomplete="address-line2", required=False)
    wants_newsletter = forms.BooleanField(label=_("Send me news and offers by email."), required=False)

    def clean_phone(self) -> str:
        return checked_phone(self.cleaned_data["phone"])


class PasswordForm(TwoPasswords):
    """A new password, with the present one."""

    field_order = ["current_password", "password", "password_again"]
    current_password = password_field(_("Current password"), autocomplete="current-password")


class LeaveForm(forms.Form):
    """The password once more before the account ends."""

    current_password = password_field(_("Current password"), autocomplete="current-password")
    is_sure = forms.BooleanField(
        label=_("I know that my account cannot be restored."),
        error_messages={"required": _("Please confirm that the account may be closed.")},
    )


class HelpForm(forms.Form):
    """Whose ID or password was forgotten."""

    email = forms.EmailField(label=_("Email"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}))
