"""PRO's core pages: who may open them, what they show in each state, and that lists cost the same at any length."""

from __future__ import annotations

import pytest

PAGES = [
    "",
    "terms/",
    "scope/",
    "status/",
    "status/export.csv",
    "agent/",
    "credits/",
    "help/",
    "help/limits/",
]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_opens(client, cast, mall, scope, path):
    cast.sign_in(client, "owner")
    assert client.get(f"/admin/pro/{path}").status_code == 200
