"""The API described as OpenAPI, from the operations themselves (served at /api/v2/schema/)."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, Final

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers

from developer_center.api.contract.notation import Schema, parse
from developer_center.api.contract.shapes import row_of
from developer_center.api.operation import Paging, Registered
from developer_center.api.versions import HEADER

ERROR: Final[Schema] = {
    "type": "object",
    "properties": {
        "error": {
            "type": "object",
            "properties": {
                "code": {"type": "integer"},
                "message": {"type": "string"},
                "more_info": {"type": "object"},
            },
            "required": ["code", "message"],
        }
    },
    "required": ["error"],
}
REFUSED: Final = {
    400: "The call itself is malformed.",
    401: "No valid access token.",
    403: "The app is not, or no longer, allowed in this mall.",
    404: "There is no such row, or the scope is missing.",
    422: "A value is missing or outside of what is allowed.",
    429: "The bucket of calls is full.",
}


def described(entry: Registered) -> Callable[[Any], Any]:
    """The decorator that tells drf-spectacular what a method takes and answers."""
    operation = entry.operation
    words = (entry.handler.__doc__ or "").strip()
    return extend_schema(
        operation_id=_operation_id(entry),
        tags=[operation.group],
        summary=words.partition("\n")[0],
        description=f"Scope: `{operation.scope}`. Bucket: {operation.bucket}.",
        parameters=_parameters(entry),
        request=_request(entry),
        responses={
            entry.status: OpenApiResponse(answer_schema(entry), description=words.partition("\n")[0]),
            **{status: OpenApiResponse(ERROR, description=why) for status, why in _refusals(entry).items()},
        },
    )


LINKS: Final[Schema] = parse("{links:[{rel:str, href:str}]}")["properties"]["links"]


def _refusals(entry: Registered) -> dict[int, str]:
    return REFUSED | ({409: "The update is identical to the present content."} if entry.is_partial else {})


def answer_schema(entry: Registered) -> Schema:
    """The answer with what `embed` may add; no key is required, because `fields` may leave any out."""
    schema = copy.deepcopy(entry.schema)
    row = row_of(schema)
    for name, embedded in (entry.embeds or {}).items():
        row["properties"][name] = copy.deepcopy(embedded)
    if entry.paging and entry.paging.links:
        schema["properties"]["links"] = copy.deepcopy(LINKS)
    return schema


def _operation_id(entry: Registered) -> str:
    operation = entry.operation
    words = operation.path.replace("{", "by_").replace("}", "").replace("/", "_")
    return f"{operation.method.lower()}_{words}"


def _parameters(entry: Registered) -> list[Any]:
    shop = OpenApiParameter("shop_no", OpenApiTypes.INT, description="Shop of the mall; 1 without it.")
    version = OpenApiParameter(HEADER, OpenApiTypes.DATE, OpenApiParameter.HEADER, description="Version of the API.")
    found: list[Any] = [shop, version, OpenApiParameter("fields", OpenApiTypes.STR, description="Only these keys.")]
    if entry.embeds:
        words = ", ".join(entry.embeds)
        found.append(OpenApiParameter("embed", OpenApiTypes.STR, description=f"Adds, by name: {words}."))
    if entry.paging:
        found += _paging(entry.paging)
    if entry.params:
        found.append(entry.params)
    return found


def _paging(paging: Paging) -> list[OpenApiParameter]:
    limit: Schema = {"type": "integer", "minimum": 1, "maximum": paging.most, "default": paging.usual}
    offset: Schema = {"type": "integer", "minimum": 0, "default": 0}
    if paging.offset_most is not None:
        offset["maximum"] = paging.offset_most
    return [OpenApiParameter("limit", limit), OpenApiParameter("offset", offset)]


def _request(entry: Registered) -> Any:
    if entry.body is None:
        return None
    name = "".join(part.capitalize() for part in _operation_id(entry).split("_"))
    inner = entry.body(many=entry.operation.batch > 1, partial=entry.is_partial)
    fields: dict[str, Any] = {
        "shop_no": serializers.IntegerField(required=False, min_value=1),
        "requests" if entry.operation.batch > 1 else "request": inner,
    }
    return inline_serializer(f"{name}Envelope", fields)
