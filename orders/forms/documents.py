"""The form of a shop's terms and privacy notice."""

from __future__ import annotations

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.description import as_line, cleaned

LONGEST: Final = 100_000


class DocumentForm(forms.Form):
    """One text. HTML of which nothing would be left is refused."""

    body = forms.CharField(
        label=_("Text"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "true"}),
        help_text=_(
            "* Plain text or HTML. An empty line begins a new paragraph.\n"
            "* Scripts, styles and forms in HTML are taken out."
        ),
    )

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        if not as_line(cleaned(body)):
            raise forms.ValidationError(_("Nothing of this text can be shown. Write some words."), code="empty")
        return body
