"""Inputs of the sign-in pages, with the attributes that password managers and phones read."""

from __future__ import annotations

from django import forms

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
