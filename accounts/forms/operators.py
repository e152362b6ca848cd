"""Forms of sub-operators."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.validators import MinLengthValidator, RegexValidator
from django.utils.translation import gettext_lazy as _

from accounts.models.user import LOGIN_ID_MAX_LENGTH, LOGIN_ID_MIN_LENGTH, LOGIN_ID_PATTERN, LOGIN_ID_RULE
from accounts.rights import all_rights


class OperatorForm(forms.Form):
    """Name and rights; only rights that the person at the keyboard holds are offered."""

    name = forms.CharField(label=_("Name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    rights = forms.MultipleChoiceField(
        label=_("Rights"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("* Without a right its menu is hidden and its pages are closed. Home is open to every operator."),
    )

    def __init__(self, *args: Any, grantable: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(right.key, right.label) for right in all_rights() if right.key in grantable]
        self.fields["rights"].choices = choices  # type: ignore[attr-defined]


class NewOperatorForm(OperatorForm):
    """A sub-operator to be; whether the ID is free is the domain's to say."""

    login_id = forms.CharField(
        label=_("ID"),
        max_length=LOGIN_ID_MAX_LENGTH,
        validators=[RegexValidator(LOGIN_ID_PATTERN, LOGIN_ID_RULE), MinLengthValidator(LOGIN_ID_MIN_LENGTH)],
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        help_text=_(
            "* 4 to 16 letters (a-z, A-Z) and digits. The first character must be a lower-case letter.\n"
            "* The ID cannot be changed later, and nobody can use it again after the operator is removed."
        ),
    )
    email = forms.EmailField(
        label=_("Email"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("* A link to set the password goes to this address. It works once, for 24 hours."),
    )
    field_order = ["login_id", "name", "email", "rights"]
