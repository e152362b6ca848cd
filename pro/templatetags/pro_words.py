"""Filters of PRO's pages."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from django import template

register = template.Library()


@register.filter
def rate(value: Decimal) -> str:
    """An exchange rate without needless zeros, as it can be typed in again."""
    return format(value.normalize(), "f")


@register.filter
def pretty(value: Any) -> str:
    """An answer of another company, as JSON that people can read."""
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)
