"""Forms of Automated emails."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Shop
from orders.domain.mails.kinds import KINDS
from orders.domain.mails.standard import Words
from orders.domain.mails.switches import Recipients
from orders.domain.mails.words import Mistake, WordsRefused, check_words
from orders.models import MailKind

BODY_LENGTH: Final = 20_000
FOOTER_LENGTH: Final = 2_000
MISTAKES: Final = {
    "unknown": _("This email has no such variable: %(names)s. Use those of the list beside the text."),
    "missing": _("The text must contain %(names)s."),
    "secret": _("%(names)s may not stand in the subject: subjects are stored and shown in lists."),
}


class SwitchesForm(forms.Form):
    """The ticks of all kinds at once; what is not ticked is off."""

    customer = forms.MultipleChoiceField(choices=MailKind.choices, required=False)
    admin = forms.MultipleChoiceField(choices=MailKind.choices, required=False)

    def wanted(self) -> dict[MailKind, Recipients]:
        """Every kind with who shall receive it."""
        customer, admin = self.cleaned_data["customer"], self.cleaned_data["admin"]
        return {kind: Recipients(kind.value in customer, kind.value in admin) for kind in KINDS}


class LanguageForm(forms.Form):
    """Which language's text is edited."""

    language = forms.ChoiceField(choices=Shop.Language.choices)


class WordsForm(forms.Form):
    """The four parts of a text (screens.md 4.8)."""

    subject = forms.CharField(label=_("Subject"), max_length=200)
    title = forms.CharField(
        label=_("Heading"), max_length=200, help_text=_("* Stands in large letters above the text.")
    )
    body = forms.CharField(
        label=_("Body"),
        max_length=BODY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "true"}),
        help_text=_(
            "* Plain text or HTML. An empty line begins a new paragraph.\n"
            "* Scripts, styles and forms in HTML are taken out. A version in plain text is made by itself."
        ),
    )
    footer = forms.CharField(
        label=_("Footer"),
        max_length=FOOTER_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("* Small, under the text."),
    )

    def __init__(self, *args: Any, kind: MailKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                check_words(self.kind, self.words())
            except WordsRefused as refusal:
                self.add_mistakes(refusal.mistakes)
        return values

    def words(self) -> Words:
        """What was typed, as far as it is usable."""
        return Words(*(self.cleaned_data.get(name, "") for name in ("subject", "title", "body", "footer")))

    def add_mistakes(self, mistakes: list[Mistake]) -> None:
        for one in mistakes:
            names = {"names": ", ".join(one.names)}
            self.add_error(one.field, forms.ValidationError(MISTAKES[one.code], code=one.code, params=names))
