"""Read a call: its version, shop, paging, query and body, each checked (wire contract 2.1, 2.4, 2.6)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import HttpRequest

from accounts.middleware.bad_input import is_unclean
from accounts.row_ids import row_id
from developer_center.api.call import Call
from developer_center.api.errors import ApiError, in_entry, wrong
from developer_center.api.operation import Fields, Registered
from developer_center.api.versions import HEADER, version_of
from developer_center.queries.callers import Caller, CallerShop

DEEPEST: Final = 20


def read(request: HttpRequest, caller: Caller, entry: Registered) -> Call:
    """The call with everything it names checked; a parameter without a value is none. Raises ApiError 400 or 422."""
    envelope = _envelope(request, entry.most_bytes) if entry.body is not None else {}
    limit, offset = _paging(request, entry)
    return Call(
        request=request,
        caller=caller,
        operation=entry.operation,
        shop=_shop(request, caller, envelope),
        version=version_of(request.headers.get(HEADER), caller.api_version),
        params=_checked(entry.params, {name: text for name, text in request.GET.items() if text}),
        bodies=_bodies(entry, envelope),
        limit=limit,
        offset=offset,
        fields=_names(envelope.get("fields") or request.GET.get("fields")),
        embed=_names(request.GET.get("embed")),
    )


def _envelope(request: HttpRequest, most_bytes: int) -> dict[str, Any]:
    """The body as JSON. Raises 400 for another Content-Type, for no JSON, and for text that no database can hold.

    Raises 413 for more than `most_bytes`, of which no more is read than that.
    """
    if request.content_type != "application/json":
        raise ApiError(400, "Content-type is not an application/json in the header.")
    content = request.read(most_bytes + 1)
    if len(content) > most_bytes:
        raise ApiError(413, f"The body is longer than {most_bytes:,} bytes.")
    try:
        envelope = json.loads(content or b"{}", parse_constant=_no_number)
        is_clean = not _has_unclean(envelope)
    except (ValueError, RecursionError) as error:
        raise ApiError(400, "The body is not valid JSON.") from error
    if not isinstance(envelope, dict) or not is_clean:
        raise ApiError(400, "The body is not a JSON object of clean text.")
    return envelope


def _bodies(entry: Registered, envelope: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    if entry.body is None:
        return ()
    most = entry.operation.batch
    given = envelope.get("requests") if most > 1 and "requests" in envelope else envelope.get("request")
    if given is None or given == []:
        raise ApiError(400, "Please enter the Request parameter.")
    entries = given if isinstance(given, list) else [given]
    if len(entries) > most:
        raise wrong("requests" if most > 1 else "request", f"At most {most} entries are taken in one call.")
    if not all(isinstance(one, dict) for one in entries):
        raise ApiError(400, "The Request parameter is not an object.")
    if most == 1:
        return [_checked(entry.body, one, partial=entry.is_partial) for one in entries]
    return [_entry(entry, one, place) for place, one in enumerate(entries)]


def _entry(entry: Registered, given: Mapping[str, Any], place: int) -> Mapping[str, Any]:
    with in_entry(place):
        return _checked(entry.body, given, partial=entry.is_partial)


def _checked(fields: Fields | None, given: Mapping[str, Any], *, partial: bool = False) -> Mapping[str, Any]:
    """What a serializer makes of values. Raises 422 that names the first field that is wrong."""
    if fields is None:
        return {}
    serializer = fields(data=given, partial=partial)
    if not serializer.is_valid():
        name, message = _first(serializer.errors)
        raise wrong(name, message)
    checked: Mapping[str, Any] = serializer.validated_data
    return checked


def _first(errors: Any, path: tuple[str, ...] = ()) -> tuple[str, str]:
    """Where the first mistake is, without places in lists, and what it is."""
    if isinstance(errors, Mapping):
        name, inner = next(iter(errors.items()))
        step = () if name == "non_field_errors" else (str(name),)
        return _first(inner, path + step)
    if isinstance(errors, list):
        return _first(next(one for one in errors if one), path)
    return ".".join(part for part in path if not part.isdigit()) or "request", str(errors)


def _shop(request: HttpRequest, caller: Caller, envelope: Mapping[str, Any]) -> CallerShop:
    inner = envelope.get("request")
    in_request = inner.get("shop_no") if isinstance(inner, dict) else None
    named = envelope.get("shop_no", in_request) if envelope else request.GET.get("shop_no")
    if named in (None, ""):
        named = request.GET.get("shop_no") or 1
    number = None if isinstance(named, bool | float) else row_id(str(named))
    shop = None if number is None else caller.shop(number)
    if shop is None:
        raise wrong("shop_no", "The mall has no such shop.")
    return shop


def _paging(request: HttpRequest, entry: Registered) -> tuple[int, int]:
    paging = entry.paging
    if paging is None:
        return 0, 0
    limit = _number(request, "limit", paging.usual, least=1, most=paging.most)
    offset = _number(request, "offset", 0, least=0, most=paging.offset_most)
    return limit, offset


def _number(request: HttpRequest, name: str, usual: int, *, least: int, most: int | None) -> int:
    text = request.GET.get(name, "")
    if not text:
        return usual
    number = row_id(text)
    if number is None or number < least or (most is not None and number > most):
        span = f"from {least} to {most}" if most is not None else f"from {least}"
        raise wrong(name, f"{name} is a whole number {span}.")
    return number


def _names(text: Any) -> frozenset[str]:
    names = text if isinstance(text, list) else str(text or "").split(",")
    return frozenset(str(name).strip() for name in names if str(name).strip())


def _no_number(_word: str) -> Any:
    raise ValueError("NaN and Infinity are no JSON.")


def _has_unclean(value: Any, depth: int = 0) -> bool:
    if depth > DEEPEST:
        raise ValueError("The body is nested too deeply.")
    if isinstance(value, str):
        return is_unclean(value)
    if isinstance(value, dict):
        return any(is_unclean(name) or _has_unclean(inner, depth + 1) for name, inner in value.items())
    return isinstance(value, list) and any(_has_unclean(inner, depth + 1) for inner in value)
