"""What support staff type."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class OpenMallForm(forms.Form):
    """Why somebody looks into a mall; the merchant can read it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        min_length=5,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stands in the mall's log, where the merchant can read it."),
    )
