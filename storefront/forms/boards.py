"""What shoppers write on boards: shape only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.domain.boards.shoppers import LONGEST_PASSWORD, Words

MOST_LETTERS = 5000


class QuestionForm(forms.Form):
    """A question; secret where its writer or the board wants it."""

    title = forms.CharField(label=_("Title"), max_length=100)
    content = forms.CharField(label=_("Text"), max_length=MOST_LETTERS, widget=forms.Textarea(attrs={"rows": 6}))
    is_secret = forms.BooleanField(
        label=_("Secret: only the store and you can read it"), required=False, widget=forms.CheckboxInput
    )

    def __init__(self, data: Any = None, *, is_secret_only: bool = False) -> None:
        super().__init__(data)
        if is_secret_only:
            del self.fields["is_secret"]

    @property
    def words(self) -> Words:
        """What the domain is asked for; of a valid form."""
        return Words(**self.cleaned_data)


class ReviewForm(forms.Form):
    """A review with its stars."""

    rating = forms.TypedChoiceField(
        label=_("Rating"),
        choices=[(5, "★★★★★"), (4, "★★★★☆"), (3, "★★★☆☆"), (2, "★★☆☆☆"), (1, "★☆☆☆☆")],
        coerce=int,
        widget=forms.RadioSelect,
    )
    title = forms.CharField(label=_("Title"), max_length=100)
    content = forms.CharField(
        label=_("Your experience"), max_length=MOST_LETTERS, widget=forms.Textarea(attrs={"rows": 6})
    )

    def __init__(self, data: Any = None, *, is_secret_only: bool = False) -> None:
        super().__init__(data)

    @property
    def words(self) -> Words:
        """What the domain is asked for; of a valid form."""
        return Words(**self.cleaned_data)


class CommentForm(forms.Form):
    """A remark below a post."""

    content = forms.CharField(label=_("Comment"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class OpenForm(forms.Form):
    """The password of a secret post."""

    password = forms.CharField(
        label=_("Password of the post"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
