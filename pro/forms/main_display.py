"""Forms of the main display's service."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class DisplayApplyForm(forms.Form):
    """The terms."""

    accepts = forms.BooleanField(
        label=_("I have read the terms above and accept them."),
        error_messages={"required": _("Accept the terms first: the main display works under them.")},
    )


class DisplayStopForm(forms.Form):
    """메인페이지 상품진열 자동관리 취소요청 (R3.77): that it is meant, and why, if the merchant wants to say."""

    confirms = forms.BooleanField(
        label=_("Yes, stop the automatic display of all sections."),
        error_messages={"required": _("Tick this box to stop it.")},
    )
    reason = forms.CharField(
        label=_("Why do you stop it?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("* You need not say."),
    )
