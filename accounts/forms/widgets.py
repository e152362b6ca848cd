"""Inputs of the sign-in pages, with the attributes that password managers and phones read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

ID_ATTRS = {"autocapitalize": "none", "spellcheck": "false"}


def id_input(**attrs: object) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": "username", **ID_ATTRS, **attrs})


def email_input(**attrs: object) -> forms.EmailInput:
    return forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email", **attrs})


def code_input(**attrs: object) -> forms.TextInput:
    """A mailed code; phones offer it by themselves. Capitals and digits only."""
    return forms.TextInput(
        attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false", **attrs}
    )


class AddressField(forms.EmailField):
    """An email address that every mail server takes: Django's rule, with ASCII that can be printed only."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 254, "widget": email_input(), **kwargs})

    def clean(self, value: Any) -> str:
        address: str = super().clean(value)
        if not address.isascii() or not address.isprintable():
            raise ValidationError(EmailValidator.message, code="invalid")
        return address
