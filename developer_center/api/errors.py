"""Errors on the wire: `{"error": {"code": 422, "message": "... (parameter.src)", "more_info": {}}}` (contract 2.6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)


class ApiError(Exception):
    """Ends a call with an error; what it had written is undone. `message` is English, for developers."""

    def __init__(self, status: int, message: str, *, more_info: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.more_info = dict(more_info or {})
        self.headers: dict[str, str] = {}

    @property
    def body(self) -> dict[str, Any]:
        return {"error": {"code": self.status, "message": self.message, "more_info": self.more_info}}


def wrong(field: str, message: str) -> ApiError:
    """A value that is missing or outside of what is allowed: 422 that names the field."""
    return ApiError(422, f"{message.rstrip()} (parameter.{field})")


def not_found(what: str) -> ApiError:
    """404: `what` says in a word or two what there is none of, for example `Product 7`."""
    return ApiError(404, f"{what} was not found.")


def unchanged() -> ApiError:
    """409 for a change that changes nothing."""
    return ApiError(409, "The update is identical to the present content.")


def found(rows: models.QuerySet[M], what: str, **lookup: Any) -> M:
    """The one row that the lookup names; 404 where there is none."""
    row = rows.filter(**lookup).first()
    if row is None:
        raise not_found(what)
    return row


@contextmanager
def refusing(field: str, messages: Mapping[type[Exception], str]) -> Iterator[None]:
    """Turn refusals of the domain into 422 for `field`: exception class -> what is said."""
    try:
        yield
    except tuple(messages) as error:
        text = next(text for kind, text in messages.items() if isinstance(error, kind))
        raise wrong(field, text) from error


@contextmanager
def in_entry(place: int) -> Iterator[None]:
    """Say in a refusal which of the entries of `requests` it is about, counted from 0: `requests[3]: ...`."""
    try:
        yield
    except ApiError as error:
        error.message = f"requests[{place}]: {error.message}"
        raise
