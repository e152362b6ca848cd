"""docs/tenancy.md names each model's plane, and names it right."""

from __future__ import annotations

import re
from pathlib import Path

from django.apps import apps

from accounts.tenancy.models import MallRow

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "tenancy.md"


def planes() -> dict[str, str]:
    return {
        model._meta.label: "tenant" if issubclass(model, MallRow) else "control"
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy
    }


def test_the_document_names_the_plane_of_every_model():
    written = dict(re.findall(r"^\| (\w+\.\w+) \| (\w+) \|$", DOCUMENT.read_text(), re.MULTILINE))
    right = planes()
    missing = [f"| {label} | {plane} |" for label, plane in sorted(right.items()) if written.get(label) != plane]
    assert not missing, "docs/tenancy.md needs these lines:\n" + "\n".join(missing)
    assert not written.keys() - right.keys(), "docs/tenancy.md names models that are gone"
