"""Sign-up: shape of what is typed (R0.6-R0.10, R0.15-R0.18); saves nothing."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.countries import country_choices
from accounts.domain.id_rules import id_state
from accounts.forms.widgets import AddressField, code_input, id_input
from accounts.models import User
from accounts.models.user import LOGIN_ID_MAX_LENGTH

PASSWORD_MAX_LENGTH = 256
ID_IN_USE = _("This ID is already in use. Please choose another one.")
LIVE_CHECK = {
    "hx-get": reverse_lazy("accounts:signup_id"),
    "hx-trigger": "input changed delay:350ms, change",
    "hx-target": "#login-id-state",
    "hx-sync": "this:replace",
    "maxlength": str(LOGIN_ID_MAX_LENGTH),
}


class SignUpForm(forms.Form):
    """All of sign-up on one page. Whether the address is proved is the view's question, for it needs the session."""

    login_id = forms.CharField(label=_("ID"), max_length=150, widget=id_input(**LIVE_CHECK))
    password = forms.CharField(
        label=_("Password"),
        max_length=PASSWORD_MAX_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=True),
    )
    email = AddressField(label=_("Email"))
    code = forms.CharField(label=_("Verification code"), max_length=20, required=False, widget=code_input())
    country = forms.ChoiceField(
        label=_("Country of business"),
        help_text=_("* Language and currency of your first shop follow from it. Further shops can have others."),
        error_messages={"invalid_choice": _("Please choose a country from the list.")},
    )
    accepts_terms = forms.BooleanField(
        label=_("I accept the terms of service and the privacy policy."),
        error_messages={"required": _("An account needs your consent to the terms.")},
    )
    wants_newsletter = forms.BooleanField(label=_("Send me news and tips by email."), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country = self.fields["country"]
        assert isinstance(country, forms.ChoiceField)  # noqa: S101 - tells mypy what stands above
        country.choices = [("", gettext("Please choose")), *country_choices()]
        if get_language() == "ko":
            country.initial = "KR"
        rules = password_validation.password_validators_help_texts()
        self.fields["password"].help_text = "\n".join(f"* {rule}" for rule in rules)

    def clean_login_id(self) -> str:
        login_id: str = self.cleaned_data["login_id"]
        state = id_state(login_id)
        problems = []
        if not state.has_only_letters_and_digits:
            problems.append(gettext("An ID has only letters (a-z, A-Z) and digits (0-9)."))
        if not state.starts_lower:
            problems.append(gettext("The first character of an ID is a lower-case letter (a-z)."))
        if not state.has_length:
            problems.append(gettext("An ID has 4 to 16 characters."))
        if problems:
            raise ValidationError([ValidationError(problem, code="rule") for problem in problems])
        if not state.is_free:
            raise ValidationError(ID_IN_USE, code="in_use")
        return login_id

    def clean(self) -> dict[str, Any]:
        """Check the password against ID and address too, whatever else is wrong."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if "password" in values:
            user = User(login_id=self.data.get("login_id", "")[:150], email=values.get("email", ""))
            try:
                password_validation.validate_password(values["password"], user)
            except ValidationError as error:
                self.add_error("password", error)
        return values

    def keep_errors(self, names: Collection[str]) -> None:
        """Forget what is wrong with other fields: only a part of the page was sent."""
        for name in [name for name in self.errors if name not in names]:
            del self.errors[name]
