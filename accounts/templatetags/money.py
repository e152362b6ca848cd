"""Amounts in templates."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.translation import get_language

from accounts.money import format_amount

register = template.Library()


@register.filter
def money(amount: Decimal, currency: str) -> str:
    """`{{ row.price|money:currency }}`: the amount as the reader's language writes it."""
    return format_amount(amount, currency, get_language() or "en")
