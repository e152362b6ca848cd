"""What is not served: named by the contract and not implemented here, or no address of the API at all (404)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from accounts.audience import api_view
from developer_center.api.answering import refusal
from developer_center.api.contract.index import PARAMETER, Operation, operations
from developer_center.api.errors import ApiError

PREFIX = "/api/v2/admin/"


@api_view
@csrf_exempt  # writes come here too, and no cookie counts on the API
def unserved(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Every address below /api/v2/admin/ that no operation has."""
    path = request.path_info.removeprefix(PREFIX).strip("/")
    known = next(_named(request.method or "", path), None)
    if known is None:
        return refusal(ApiError(404, "Cannot locate API."))
    return refusal(
        ApiError(
            404, f"{known} is an operation of Cafe24's API that is not implemented here; see docs/api-coverage.md."
        )
    )


def _named(method: str, path: str) -> Iterator[Operation]:
    for pattern, operation in _patterns():
        if operation.method == method and pattern.fullmatch(path):
            yield operation


@cache
def _patterns() -> list[tuple[re.Pattern[str], Operation]]:
    """Static paths before those with parameters, as they are resolved."""
    ordered = sorted(operations().values(), key=lambda one: one.path.count("{"))
    return [(re.compile(_pattern(one.path)), one) for one in ordered]


def _pattern(path: str) -> str:
    pieces = PARAMETER.split(path)
    return "[^/]+".join(re.escape(piece) for piece in pieces)
