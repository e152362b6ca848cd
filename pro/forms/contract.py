"""Forms of the PRO contract."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LANGUAGE_CHOICES = [("en", _("English")), ("ja", _("Japanese"))]


class ApplyForm(forms.Form):
    """Which overseas shops are wanted, and the terms."""

    languages = forms.MultipleChoiceField(
        label=_("Languages of your overseas shops"),
        choices=LANGUAGE_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("* PRO makes a shop per language and translates your products for it."),
        error_messages={"required": _("Choose at least one language.")},
    )
    accepts = forms.BooleanField(
        label=_("I have read the terms above and accept them."),
        error_messages={"required": _("Accept the terms first: PRO works under them.")},
    )


class TerminateForm(forms.Form):
    """The mall's ID typed out, and why, if the merchant wants to say."""

    confirm = forms.CharField(label=_("Your ID"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    reason = forms.CharField(
        label=_("Why do you end it?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("* You need not say."),
    )

    def __init__(self, *args: Any, word: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.word = word

    def clean_confirm(self) -> str:
        typed: str = self.cleaned_data["confirm"]
        if typed.strip() != self.word:
            raise forms.ValidationError(_("Type “%(word)s” exactly as it stands here."), params={"word": self.word})
        return typed
