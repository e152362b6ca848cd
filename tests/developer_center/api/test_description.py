"""The description of the API at /api/v2/schema/ (design 10)."""

from __future__ import annotations

import json

import pytest

from developer_center.api.contract.index import operations
from developer_center.api.operation import registered
from developer_center.views.schema import Description


@pytest.fixture
def description(client):
    response = client.get("/api/v2/schema/", headers={"Accept": "application/vnd.oai.openapi+json"})
    assert response.status_code == 200
    return json.loads(response.content)


@pytest.mark.django_db
def test_every_operation_that_is_served_is_described(description):
    described = {
        (method.upper(), path.removeprefix("/api/v2/admin/"))
        for path, methods in description["paths"].items()
        for method in methods
    }
    assert described == {(entry.operation.method, entry.operation.path) for entry in registered()}


@pytest.mark.django_db
def test_every_operation_names_its_scope_and_its_errors(description):
    for path, methods in description["paths"].items():
        for method, words in methods.items():
            assert words["description"].startswith("Scope: `mall."), (method, path)
            assert words["summary"], f"{method} {path} has no docstring"
            assert {"400", "401", "403", "404", "422", "429"} < set(words["responses"])


def test_the_contract_names_513_operations():
    assert len(operations()) == 513


@pytest.mark.django_db
def test_it_is_made_once_and_not_for_whoever_asks(client, monkeypatch):
    """It takes seconds and nobody has to sign in for it (OWASP API 4)."""
    first = client.get("/api/v2/schema/").content
    monkeypatch.setattr(Description.generator_class, "get_schema", lambda *_args, **_kwargs: pytest.fail("again"))
    assert client.get("/api/v2/schema/", {"lang": "ko", "version": "1"}).content == first
