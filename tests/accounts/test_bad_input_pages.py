"""What no form can mean gets a clear page, not a traceback (security.md F18)."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def test_a_wrong_method_gets_a_page_that_says_so(client):
    response = client.delete("/login/")
    assert response.status_code == 405
    assert "GET" in response["Allow"]
    assert "no request of that kind" in response.content.decode()
