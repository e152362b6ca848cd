"""An app that calls the API of a mall."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from accounts.models import Mall
from developer_center.api.contract.notation import required_everywhere
from developer_center.api.description import answer_schema
from developer_center.api.operation import registered
from developer_center.models import Installation
from tests.factories_apps import install, make_token

PREFIX = "/api/v2/admin/"


class Api:
    """Calls as an app makes them. What comes back with 2xx is checked against the contract's shape at once."""

    def __init__(self, mall: Mall, token: str = "", **headers: str) -> None:
        self.mall = mall
        self.client = Client(HTTP_HOST=f"{mall.host}.{settings.API_DOMAIN}", raise_request_exception=True)
        self.headers = {"Authorization": f"Bearer {token}", **headers} if token else dict(headers)

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> HttpResponse:
        return self.call("GET", path, query=query, **headers)

    def post(self, path: str, request: Any, **more: Any) -> HttpResponse:
        return self.call("POST", path, body={"request": request, **more})

    def put(self, path: str, request: Any, **more: Any) -> HttpResponse:
        return self.call("PUT", path, body={"request": request, **more})

    def delete(self, path: str, query: dict[str, Any] | None = None) -> HttpResponse:
        return self.call("DELETE", path, query=query)

    def call(
        self, method: str, path: str, *, query: dict[str, Any] | None = None, body: Any = None, **headers: str
    ) -> HttpResponse:
        response = self.client.generic(
            method,
            PREFIX + path,
            json.dumps(body) if body is not None else "",
            content_type="application/json",
            query_params=query,
            headers=self.headers | headers,
        )
        if response.status_code in {200, 201}:
            check_shape(method, path, response.json(), query or {})
        else:
            error = response.json()["error"]
            assert error["code"] == response.status_code
        return response


def check_shape(method: str, path: str, answer: Any, query: dict[str, Any]) -> None:
    """Every key that the contract names, of its type, and no other but embedded ones."""
    fitting = [one for one in registered() if one.operation.method == method and matches(one.operation.path, path)]
    entry = min(fitting, key=lambda one: one.operation.path.count("{"))  # as addresses are resolved
    schema = answer_schema(entry) if query.get("fields") or query.get("embed") else required_everywhere(entry.schema)
    jsonschema.validate(answer, {**schema, "additionalProperties": True})


def matches(pattern: str, path: str) -> bool:
    ours, theirs = pattern.split("/"), path.split("/")
    return len(ours) == len(theirs) and all(a.startswith("{") or a == b for a, b in zip(ours, theirs, strict=True))


@pytest.fixture
def installation(mall: Mall) -> Installation:
    return install(mall)


@pytest.fixture
def api(mall: Mall, installation: Installation) -> Api:
    """An app with every permission in the mall."""
    return Api(mall, make_token(installation))
