"""Filters of the main display in /support/."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from pro.queries.display_support import SlotFilter

TABS: Final = {
    "slots": ("outcome", "first", "last"),
    "failures": ("state", "mall", "first", "last"),
    "behind": ("mall",),
}


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DisplayFilterForm(forms.Form):
    """The fields of one tab; all of them stand in the address."""

    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[("", _("All")), ("failed", _("With failures")), ("unfinished", _("Not finished"))],
        required=False,
    )
    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("All")), ("open", _("Unsolved")), ("solved", _("Solved"))], required=False
    )
    mall = forms.CharField(label=_("Mall ID"), max_length=40, required=False)
    first = forms.DateField(label=_("First day"), required=False, widget=_day())
    last = forms.DateField(label=_("Last day"), required=False, widget=_day())

    def __init__(self, *args: Any, tab: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in list(self.fields):
            if name not in TABS[tab]:
                del self.fields[name]

    def wanted(self) -> SlotFilter:
        """The filter; what is not valid filters nothing."""
        self.is_valid()
        values: dict[str, Any] = self.cleaned_data
        return SlotFilter(
            outcome=values.get("outcome") or "",
            state=values.get("state") or "",
            mall=(values.get("mall") or "").strip().lower(),
            first=values.get("first"),
            last=values.get("last"),
        )
