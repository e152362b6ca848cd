"""The support admin's site: Django's admin in unfold's look, for staff only, entered through our own sign-in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from unfold.sites import UnfoldAdminSite

from accounts.staff import may_support


class SupportSite(UnfoldAdminSite):  # type: ignore[misc]
    """Staff with a second factor (outside development). No sign-in page and no password page of its own.

    Its pages carry a weaker content security policy, because unfold evaluates attribute text
    (docs/adr/0004-support-admin-csp.md).
    """

    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        return may_support(request)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
        inner = super().admin_view(view, cacheable)

        @csp_replace(settings.SUPPORT_CONTENT_SECURITY_POLICY)
        @wraps(view)
        def relaxed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not self.has_permission(request):
                return self.login(request)
            response: HttpResponse = inner(request, *args, **kwargs)
            return response

        relaxed.audience = "staff"  # type: ignore[attr-defined]
        return relaxed

    def extra_urls(self) -> list[URLPattern]:
        from accounts.admin import stuck  # noqa: PLC0415 - the admin modules import this site's registry

        return [
            path("stuck/", self.admin_view(stuck.stuck), name="stuck"),
            path("stuck/jobs/<int:job_id>/retry/", self.admin_view(stuck.retry_stuck_job), name="retry_job"),
            path("stuck/messages/<int:message_id>/retry/", self.admin_view(stuck.retry_stuck_mail), name="retry_mail"),
        ]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The first page is the one that says what needs a hand."""
        return redirect("admin:stuck")

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Strangers go to our sign-in, staff without a second factor to where they set it up, others nowhere."""
        user = request.user
        if not user.is_authenticated:
            return redirect_to_login(request.GET.get("next") or request.get_full_path())
        if may_support(request):
            return redirect("admin:stuck")
        if user.is_staff and user.is_active:
            messages.warning(request, _("Support works with a second factor only. Please set one up first."))
            return redirect("accounts:security")
        raise PermissionDenied

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect("accounts:change_password")

    def password_change_done(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect("accounts:profile")
