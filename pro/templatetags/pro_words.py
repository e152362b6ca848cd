"""Filters of PRO's pages."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from django import template

register = template.Library()


@register.filter
def rate(value: Decimal) -> str:
    """An exchange rate as people read it: four decimals, or six where one unit is worth less than one."""
    rounded = round(value, 4 if value >= 1 else 6)
    whole, _dot, part = f"{rounded:,f}".partition(".")
    part = part.rstrip("0")
    return f"{whole}.{part}" if part else whole


@register.filter
def exact_rate(value: Decimal) -> str:
    """An exchange rate with all its digits, as it can be typed in again."""
    return format(value.normalize(), "f")


@register.filter
def pretty(value: Any) -> str:
    """An answer of another company, as JSON that people can read."""
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)
