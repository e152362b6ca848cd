"""Filters of Work status."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Shop
from pro.models import Area, Operation, OperationRun
from pro.queries.status import RunFilter


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class StatusFilterForm(forms.Form):
    """Area, operation, shop, state and period; all of them stand in the address."""

    area = forms.ChoiceField(label=_("Area"), choices=[("", _("All")), *Area.choices], required=False)
    operation = forms.ChoiceField(label=pgettext_lazy("service scope", "Item"), required=False)
    shop = forms.TypedChoiceField(label=_("Online store"), coerce=int, empty_value=None, required=False)
    state = forms.ChoiceField(label=_("State"), choices=[("", _("All")), *OperationRun.State.choices], required=False)
    first = forms.DateField(label=_("First day"), required=False, widget=_day())
    last = forms.DateField(label=_("Last day"), required=False, widget=_day())
    display = forms.ChoiceField(
        label=_("Main display updates"),
        choices=[("", _("Left out")), ("with", _("In the list"))],
        required=False,
    )

    def __init__(self, *args: Any, lines: Iterable[Operation], shops: Iterable[Shop], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbered = list(shops)
        self._choose("operation", [(line.key, line.title) for line in lines])
        self._choose("shop", [(shop.shop_no, shop.title) for shop in numbered])
        if len(numbered) < 2:
            del self.fields["shop"]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        first, last = values.get("first"), values.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day must not be before the first."))
        return values

    def wanted(self) -> RunFilter:
        """The filter; what is not valid filters nothing."""
        self.is_valid()
        values: dict[str, Any] = self.cleaned_data
        last: dt.date | None = values.get("last")
        return RunFilter(
            area=values.get("area") or "",
            key=values.get("operation") or "",
            shop_no=values.get("shop"),
            state=values.get("state") or "",
            first=values.get("first"),
            last=last,
            with_display=values.get("display") == "with",
        )

    def _choose(self, name: str, choices: list[tuple[Any, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [("", _("All")), *choices]
