"""Sessions with an audience: merchants and shoppers have other cookies, other origins, other rows (design 2)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers, patch_vary_headers

from accounts.clients import client_ip
from accounts.models import Session
from accounts.sessions import SessionStore, UserGone


class AudienceSessionMiddleware(SessionMiddleware):
    """Django's middleware with the cookie and the audience chosen by the host."""

    def process_request(self, request: HttpRequest) -> None:
        cookie, audience = self._cookie_and_audience(request)
        client: dict[str, Any] = {
            "ip_address": client_ip(request),
            "user_agent": request.headers.get("User-Agent", "")[:200],
        }
        request.session = SessionStore(request.COOKIES.get(cookie), audience=audience, client=client)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A view that stored the session itself found its user gone."""
        if not isinstance(exception, UserGone):
            return None
        request.session = SessionStore(audience=Session.Audience.PLATFORM)
        return self._to_login(self._cookie_and_audience(request)[0])

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        session = getattr(request, "session", None)
        if session is None:
            return response
        cookie, _audience = self._cookie_and_audience(request)
        if session.accessed:
            patch_vary_headers(response, ("Cookie",))
        if cookie in request.COOKIES and session.is_empty():
            response.delete_cookie(cookie, path="/", samesite="Lax")
        elif session.modified and not session.is_empty() and response.status_code < 500:
            return self._save(request, response, cookie)
        return response

    @staticmethod
    def _cookie_and_audience(request: HttpRequest) -> tuple[str, str]:
        if getattr(request, "host_kind", "platform") == "mall":
            return settings.SHOPPER_COOKIE_NAME, f"{Session.Audience.SHOPPER}:{request.mall_host}"  # type: ignore[attr-defined]
        return settings.SESSION_COOKIE_NAME, Session.Audience.PLATFORM

    def _save(self, request: HttpRequest, response: HttpResponse, cookie: str) -> HttpResponse:
        try:
            request.session.save()
        except UserGone:
            return self._to_login(cookie)
        except UpdateError as error:
            raise SessionInterrupted("The session ended while this request ran.") from error
        response.set_cookie(
            cookie,
            request.session.session_key or "",
            max_age=settings.SESSION_COOKIE_AGE,
            path="/",
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return response

    @staticmethod
    def _to_login(cookie: str) -> HttpResponse:
        """A sign-in that was under way when its account ended: whatever the view answered, nobody is signed in."""
        response = redirect(settings.LOGIN_URL)
        response.delete_cookie(cookie, path="/", samesite="Lax")
        add_never_cache_headers(response)
        return response
