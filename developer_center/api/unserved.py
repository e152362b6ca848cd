"""What is not served: named by the contract and not implemented here, or no address of the API at all (404)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from accounts.audience import api_view
from developer_center.api.answering import refusal
from developer_center.api.contract.index import PARAMETER, Operation, operations
from developer_center.api.errors import ApiError
from developer_center.api.operation import registered
from developer_center.api.throttle import NOT_LET_IN

PREFIX = "/api/v2/admin/"


@api_view
@csrf_exempt  # writes come here too, and no cookie counts on the API
def unserved(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Every address below /api/v2/admin/ that no operation has."""
    response = refusal(ApiError(404, _reason(request.method or "", request.path_info.removeprefix(PREFIX).strip("/"))))
    for name, value in NOT_LET_IN.headers.items():
        response[name] = value
    return response


def _reason(method: str, path: str) -> str:
    """An operation that is served comes here with a number that is none, or with a slash too many."""
    known = next(_named(method, path), None)
    if known is None or known.key in {entry.operation.key for entry in registered()}:
        return "Cannot locate API."
    return f"{known} is an operation of Cafe24's API that is not implemented here; see docs/api-coverage.md."


def unserved_below(served: Iterable[str]) -> list[str]:
    """Paths of the contract that no operation has and that a parameter would take: orders/dashboard is no order."""
    patterns = [re.compile(_pattern(path)) for path in served if "{" in path]
    fixed = {operation.path for operation in operations().values() if "{" not in operation.path} - set(served)
    return sorted(path for path in fixed if any(pattern.fullmatch(path) for pattern in patterns))


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
