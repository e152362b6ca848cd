"""Findings and summaries of runs in words: each part of PRO names its own codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise

_findings: dict[str, Promise | str] = {}


def name_finding(code: str, text: Promise | str) -> None:
    """Say how a code reads; `text` has named placeholders for the values that come with it."""
    _findings[code] = text


def finding_text(finding: Mapping[str, Any]) -> str:
    """A finding or summary `{"code", "values"}` in the present language; an unknown code reads as it is."""
    code = str(finding.get("code", ""))
    return str(_findings.get(code, code)) % dict(finding.get("values", {})) if code in _findings else code
