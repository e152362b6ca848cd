"""Put what an operation gave into its envelope: key, `fields`, version, page links (wire contract 2.2, 2.4)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse, QueryDict

from developer_center.api.call import Call, Page, Reply
from developer_center.api.contract.shapes import envelope
from developer_center.api.errors import ApiError
from developer_center.api.operation import Registered
from developer_center.api.versions import as_of


def answer(call: Call, entry: Registered, given: Any) -> HttpResponse:
    """The response to a call that went well."""
    reply = given if isinstance(given, Reply) else Reply(given, status=entry.status)
    key, _schema = envelope(entry.schema)
    page = reply.content if isinstance(reply.content, Page) else None
    body = {key: _selected(call, key, page.rows if page else reply.content), **reply.beside}
    if page is not None:
        body["links"] = _links(call, page)
    return written(body, reply.status)


def refusal(error: ApiError) -> HttpResponse:
    """The response to a call that was refused."""
    response = written(error.body, error.status)
    for name, value in error.headers.items():
        response[name] = value
    return response


def written(body: Mapping[str, Any], status: int) -> HttpResponse:
    """JSON as it goes out."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    response = HttpResponse(text.encode(), content_type="application/json; charset=utf-8", status=status)
    response["Cache-Control"] = "no-store"
    return response


def _selected(call: Call, key: str, content: Any) -> Any:
    if isinstance(content, Mapping):
        return _row(call, key, content)
    if isinstance(content, Sequence) and not isinstance(content, str):
        return [_row(call, key, row) if isinstance(row, Mapping) else row for row in content]
    return content


def _row(call: Call, key: str, row: Mapping[str, Any]) -> Mapping[str, Any]:
    row = as_of(call.version, key, row)
    known = call.fields & row.keys()  # names that the row does not have are ignored
    return {name: row[name] for name in row if name in known} if known else row


def _links(call: Call, page: Page) -> list[dict[str, str]]:
    links = []
    if page.has_more:
        links.append({"rel": "next", "href": _address(call, call.offset + call.limit)})
    if call.offset:
        links.append({"rel": "prev", "href": _address(call, max(0, call.offset - call.limit))})
    return links


def _address(call: Call, offset: int) -> str:
    """Absolute, by the request's own scheme and host: clients follow it as it is.

    A host of the API without a port was asked by https, whatever stands between (wire contract 4.9).
    """
    request = call.request
    query: QueryDict = request.GET.copy()
    query["limit"], query["offset"] = str(call.limit), str(offset)
    host = request.get_host()
    is_https = request.is_secure() or (getattr(request, "host_kind", "") == "api" and ":" not in host)
    return f"{'https' if is_https else 'http'}://{host}{request.path}?{query.urlencode()}"
