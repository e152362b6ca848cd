"""What a merchant says to an agent, and support's answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pro.models import Operation

TEXT_LENGTH = 2000


class AgentSwitchForm(forms.Form):
    """The item and, if wanted, why."""

    item = forms.ChoiceField(label=_("Item"))
    text = forms.CharField(
        label=_("Reason"),
        max_length=TEXT_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("* Tell us what you did not like; it helps us to do better."),
    )

    def __init__(self, *args: Any, lines: Iterable[Operation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["item"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [("", _("Choose an item")), *((line.key, line.title) for line in lines)]


class QuestionForm(forms.Form):
    """A question in free words."""

    text = forms.CharField(
        label=_("Your question"),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("* Do not write passwords or personal data of customers here."),
    )


class AnswerForm(forms.Form):
    """What support says; the merchant reads it in a mail and in the talk."""

    text = forms.CharField(label=_("Answer"), max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 6}))


class ReasonForm(forms.Form):
    """Why support stops or ends a contract; the merchant reads it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("* The merchant reads this in a mail and in the admin."),
    )
