"""Choose the language: the user's own, the cookie of the switch, the browser's; a storefront sets its shop's."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation


class LanguageMiddleware:
    """Activate a language for the request: English or Korean on admin pages, the browser's on a mall's host."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = self._choose(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.setdefault("Content-Language", language)
        return response

    @staticmethod
    def _choose(request: HttpRequest) -> str:
        if getattr(request, "host_kind", "platform") == "mall":  # what no shop's view answers, such as its 404
            return translation.get_language_from_request(request)
        wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if wanted in settings.ADMIN_LANGUAGES:
            return wanted
        browser = translation.get_language_from_request(request).partition("-")[0]
        return browser if browser in settings.ADMIN_LANGUAGES else settings.LANGUAGE_CODE
