"""What a form says whose stock shoppers took while somebody typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import ngettext


def tell_too_few(form: forms.Form, field: str, stock: int, *, shown: str) -> None:
    """Say at `field` how many pieces are left, and have the field `shown` hold that number from now on."""
    text = ngettext(
        "Only %(count)s piece is left by now. Check the number and save again.",
        "Only %(count)s pieces are left by now. Check the number and save again.",
        stock,
    )
    form.add_error(field, text % {"count": stock})
    data: Any = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict
    data[shown] = str(stock)
    form.data = data
