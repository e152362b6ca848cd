"""Forms of second factors that allauth has none of."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class PasskeyNameForm(forms.Form):
    """What a key is called in the list."""

    name = forms.CharField(label=_("Name of the key"), max_length=60)
