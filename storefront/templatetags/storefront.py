"""Small filters of the shop's pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def at(values: Mapping[Any, Any], key: Any) -> Any:
    """`{{ links|at:line.pk }}`: the value under a key, or nothing."""
    return values.get(key, "")
