"""`@operation(...)` makes a function an operation of the API; what the contract says of it is looked up there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from rest_framework import serializers

from developer_center.api.contract import shapes
from developer_center.api.contract.index import USUAL_BUCKET, Operation, find
from developer_center.api.contract.notation import Schema, parse

USUAL_BYTES: Final = 3 * 1024 * 1024
Handler = Callable[..., Any]
Fields = type[serializers.Serializer[Any]]


@dataclass(frozen=True, slots=True)
class Paging:
    """How a list is cut: `limit` from 1 to `most`, `usual` without one; `offset` up to `offset_most`.

    `links`: the answer names the next and the previous page (wire contract 2.4).
    """

    most: int
    usual: int = 10
    offset_most: int | None = None
    links: bool = False


@dataclass(frozen=True, slots=True)
class Registered:
    """An operation that is implemented."""

    operation: Operation
    handler: Handler
    schema: Schema
    params: Fields | None = None
    body: Fields | None = None
    paging: Paging | None = None
    embeds: Mapping[str, Schema] | None = None
    is_extension: bool = False
    most_bytes: int = USUAL_BYTES

    @property
    def is_partial(self) -> bool:
        """A change names only what it changes."""
        return self.operation.method == "PUT"

    @property
    def status(self) -> int:
        return 201 if self.operation.method == "POST" else 200


_registered: Final[dict[tuple[str, str], Registered]] = {}


def operation(  # noqa: PLR0913 - these are what an operation is made of
    method: str,
    path: str,
    *,
    params: Fields | None = None,
    body: Fields | None = None,
    paging: Paging | None = None,
    embeds: Mapping[str, str | Schema] | None = None,
    answers: str = "",
    extension: str = "",
    most_bytes: int = USUAL_BYTES,
) -> Callable[[Handler], Handler]:
    """Serve an operation of the contract with this function: `handler(call, **path parameters)`.

    It gives what stands inside the envelope: a row, a list of rows, a Page (with links) or a Reply. `params` checks
    the query, `body` each entry of `request`/`requests`. `embeds`: name -> notation (or the schema) of what is added.
    `answers` is the notation where shapes.txt has none. `extension` names the scope group of an operation of our own.
    `most_bytes` is how long a body may be.
    """
    known = Operation(method, path, extension, USUAL_BUCKET) if extension else find(method, path)
    own_path = Operation(known.method, path, known.group, known.bucket, known.batch)
    schema = parse(answers) if answers else shapes.shape_of(method, path)

    def register(handler: Handler) -> Handler:
        if own_path.key in _registered:
            raise ValueError(f"{own_path} is served twice.")
        _registered[own_path.key] = Registered(
            own_path,
            handler,
            schema,
            params=params,
            body=body,
            paging=paging,
            embeds={name: parse(one) if isinstance(one, str) else one for name, one in (embeds or {}).items()},
            is_extension=bool(extension),
            most_bytes=most_bytes,
        )
        return handler

    return register


def registered() -> list[Registered]:
    """All that are implemented, in the order they were met."""
    return list(_registered.values())
