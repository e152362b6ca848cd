"""The view of a path: lets a call in, opens the mall, has the operation do its work, and answers on the wire."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar, Final

import structlog
from django.core.exceptions import ObjectDoesNotExist
from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts import tenancy
from developer_center.api.admission import REFUSALS, admit, check_scope, take_place
from developer_center.api.answering import answer, refusal
from developer_center.api.errors import ApiError
from developer_center.api.operation import Registered
from developer_center.api.reading import read
from developer_center.api.throttle import NOT_LET_IN, Turn, count_work
from developer_center.queries.callers import MALL_CLOSED

log = structlog.get_logger(__name__)

NOTED_SECONDS: Final = 0.05  # quicker calls cannot fill the bucket of work


class Endpoint(APIView):
    """All operations of one path. Subclasses are made in urls.py, one a path, with the methods that are served."""

    entries: ClassVar[Mapping[str, Registered]] = {}
    turn: Turn = NOT_LET_IN

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Nothing of the framework's own: `_serve` admits, reads and negotiates as the contract says."""

    def handle_exception(self, exc: Exception) -> HttpResponse:  # type: ignore[override]
        """What no operation means to happen: told on the wire without a word of the inside."""
        if isinstance(exc, OperationalError | InterfaceError):
            log.error("database_away", error=str(exc).strip())
            return refusal(ApiError(503, "The service is not available right now. Try again later."))
        log.error("api_call_failed", exc_info=exc)
        return refusal(ApiError(500, "Internal server error."))

    def finalize_response(self, request: Request, response: HttpResponse, *args: Any, **kwargs: Any) -> HttpResponse:  # type: ignore[override]
        """Every answer says how full the bucket is, that to a mistake of ours too (wire contract 2.5)."""
        for name, value in self.turn.headers.items():
            response.setdefault(name, value)
        return super().finalize_response(request, response, *args, **kwargs)  # type: ignore[arg-type]

    def http_method_not_allowed(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:  # type: ignore[override]
        """A method that this path does not have: told apart from one that is only not implemented."""
        from developer_center.api.unserved import unserved  # noqa: PLC0415 - reads the table of paths, which names us

        response: HttpResponse = unserved(request._request)  # noqa: SLF001 - the framework's name for what it wraps
        return response

    def serve(self, request: Request, **path: Any) -> HttpResponse:
        """Answer a call of one of `entries`."""
        plain: HttpRequest = request._request  # noqa: SLF001
        entry = self.entries[plain.method or ""]
        try:
            with translation.override("en"):
                caller = admit(plain)
                self.turn = take_place(caller, entry.operation)
                check_scope(caller, entry.operation)
                names = {"mall_id": caller.mall_id, "app_id": caller.app_id}
                with structlog.contextvars.bound_contextvars(**names), _counting_work(**names):
                    call = read(plain, caller, entry)
                    response = _inside(entry, call, path)
        except ApiError as error:
            return refusal(error)
        except tenancy.MallGone:
            return refusal(ApiError(*REFUSALS[MALL_CLOSED]))
        except ObjectDoesNotExist as gone:  # deleted by somebody else after the operation had found it
            log.warning("row_gone", reason=str(gone))
            return refusal(ApiError(404, "What the call is about was deleted meanwhile."))
        return response


def _inside(entry: Registered, call: Any, path: Mapping[str, Any]) -> HttpResponse:
    with _door(entry, call.caller.mall_id):
        response = answer(call, entry, entry.handler(call, **path))
        if response.status_code >= 500:
            transaction.set_rollback(True)
        return response


@contextmanager
def _door(entry: Registered, mall_id: int) -> Iterator[None]:
    """The mall's data. A deletion waits for a call that writes; one that comes after it raises MallGone (F14)."""
    if entry.operation.method == "GET":
        with tenancy.mall(mall_id):
            yield
    else:
        with tenancy.acting_for(mall_id), tenancy.step():
            yield


@contextmanager
def _counting_work(mall_id: int, app_id: int) -> Iterator[None]:
    """Also where the call is refused in the end: a long batch whose last entry is wrong was work all the same."""
    began = time.monotonic()
    try:
        yield
    finally:
        seconds = time.monotonic() - began
        if seconds > NOTED_SECONDS:
            count_work(mall_id, app_id, seconds)
