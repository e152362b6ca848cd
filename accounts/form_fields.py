"""Form fields that several apps share."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.money import LARGEST_AMOUNT, BadAmount, amount_text, decimals_of, format_amount, parse_amount


class AmountField(forms.CharField):
    """An amount of money as people type it; `currency` is set by the form that knows the shop."""

    default_error_messages = {
        "not_a_number": _("Enter an amount in digits, for example %(example)s."),
        "negative": _("The amount cannot be below zero."),
        "decimals_none": _("%(currency)s has no decimals. Enter a whole amount."),
        "decimals": _("%(currency)s has at most %(count)s decimals."),
        "too_large": _("The amount can be at most %(largest)s."),
    }

    def __init__(self, *, currency: str = "KRW", **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)
        self.currency = currency
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        return amount_text(value, self.currency) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_amount(text, self.currency)
        except BadAmount as error:
            raise self._refusal(error.reason) from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(self.prepare_value(initial), data))

    def _refusal(self, reason: str) -> forms.ValidationError:
        decimals = decimals_of(self.currency)
        if reason == "decimals" and decimals == 0:
            reason = "decimals_none"
        values = {
            "currency": self.currency,
            "count": decimals,
            "example": "12000" if decimals == 0 else "12.50",
            "largest": format_amount(LARGEST_AMOUNT, self.currency, "en"),
        }
        return forms.ValidationError(self.error_messages[reason], code=reason, params=values)
