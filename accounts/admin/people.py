"""Users and the IDs that were ever taken."""

from __future__ import annotations

from datetime import datetime

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import LookOnly
from accounts.models import LoginIdRegistry, User


@admin.register(User)
class UserAdmin(LookOnly):
    """Find a person by ID or email. The ID never changes, so nothing here does (R0.19)."""

    list_display = ("login_id", "email", "mall_of", "is_active", "is_staff", "made_at")
    list_filter = ("is_active", "is_staff", "created_at")
    search_fields = ("login_id", "email")
    search_help_text = _("ID or email")
    ordering = ("-pk",)
    fields = (
        ("login_id", "email"),
        ("name", "language"),
        ("mall_of", "open_sessions"),
        ("is_active", "is_staff", "wants_newsletter"),
        ("made_at", "last_login"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        sessions = Count("sessions", filter=Q(sessions__expire_date__gt=timezone.now()))
        users: QuerySet[User] = super().get_queryset(request)
        return users.select_related("operator__mall").annotate(open_sessions_count=sessions)

    @admin.display(description=_("mall"))
    def mall_of(self, user: User) -> str:
        operator = getattr(user, "operator", None)
        return operator.mall.host if operator else "-"

    @admin.display(description=_("created"), ordering="created_at")
    def made_at(self, user: User) -> datetime:
        return user.created_at

    @admin.display(description=_("open sessions"))
    def open_sessions(self, user: User) -> int:
        return int(getattr(user, "open_sessions_count", 0))


@admin.register(LoginIdRegistry)
class TakenIdAdmin(LookOnly):
    """IDs are never free again (R0.22)."""

    list_display = ("login_id", "taken_at")
    search_fields = ("login_id",)
    search_help_text = _("ID")
    ordering = ("-taken_at",)
