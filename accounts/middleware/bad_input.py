"""Refuse what no form can mean: NUL, lone surrogates, undecodable paths, a wrong method (security.md F18)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError

from accounts.views.errors import bad_request, method_not_allowed

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def is_unclean(text: str) -> bool:
    """Whether PostgreSQL could not store a text: it has a NUL, or a surrogate that no UTF-8 can carry."""
    return "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text)


class BadInputMiddleware:
    """Look at path, query and form before any view does; JSON bodies are looked at where they are parsed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            if any(map(is_unclean, self._texts(request))):
                return bad_request(request)
        except (UnicodeError, MultiPartParserError, BadRequest):
            return bad_request(request)
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content:
            return method_not_allowed(request, response["Allow"])
        return response

    @staticmethod
    def _texts(request: HttpRequest) -> Iterable[str]:
        yield request.path
        forms = [request.GET]
        if request.content_type in {"application/x-www-form-urlencoded", "multipart/form-data"}:
            forms.append(request.POST)
        for form in forms:
            for name, values in form.lists():
                yield name
                yield from values
        for upload in request.FILES.values():
            yield getattr(upload, "name", "") or ""
