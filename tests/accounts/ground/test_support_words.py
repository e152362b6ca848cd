"""What staff read in /support/ is Korean where they read Korean: heads of columns, fields and lists."""

from __future__ import annotations

import re

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten, label_for_field
from django.utils import translation

HANGUL = re.compile("[가-힣]")
SAME_IN_KOREAN = {"ID"}


def words(model, shown) -> list[str]:
    names = {*shown.list_display, *flatten(shown.fields or ())}
    names |= {name for name in shown.list_filter if isinstance(name, str)}
    return [str(model._meta.verbose_name_plural), *(str(label_for_field(name, model, shown)) for name in sorted(names))]


@pytest.mark.parametrize("model", sorted(admin.site._registry, key=lambda model: model._meta.label), ids=str)
def test_every_column_has_a_korean_name(model):
    with translation.override("ko"):
        found = words(model, admin.site._registry[model])
    assert len(found) > 1
    assert [word for word in found if not HANGUL.search(word) and word not in SAME_IN_KOREAN] == []
