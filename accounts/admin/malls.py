"""Malls: look at all of them, and open one with a reason to read its log."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.base import LookOnly
from accounts.audit import Actor
from accounts.domain.support import open_mall
from accounts.forms.support import OpenMallForm
from accounts.models import Mall, Operator
from accounts.queries.mall_log import mall_log
from accounts.row_ids import row_id

OPEN_SECONDS = 30 * 60
SESSION_KEY = "support_opened_malls"


@admin.register(Mall)
class MallAdmin(LookOnly):
    """Every mall with its owner and state. What is inside shows only after a reason was given."""

    list_display = ("mall_host", "name", "owner", "status", "is_test", "country", "made_at", "last_active_at")
    list_filter = ("status", "is_test", "country", "created_at")
    search_fields = ("host", "name", "operators__user__login_id", "operators__user__email")
    search_help_text = gettext_lazy("Mall ID, store name, or an operator's ID or email")
    ordering = ("-pk",)
    fields = (
        ("mall_host", "name"),
        "owner",
        ("status", "is_test", "country"),
        ("business_name", "representative", "registration_number", "mail_order_number"),
        ("made_at", "last_active_at"),
        ("dormant_at", "deleted_at", "purged_at"),
    )
    change_form_outer_before_template = "admin/mall_open_button.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mall]:
        owners = Operator.objects.filter(is_owner=True).select_related("user")
        return super().get_queryset(request).prefetch_related(Prefetch("operators", owners, "owners"))

    @admin.display(description=gettext_lazy("owner"))
    def owner(self, mall: Mall) -> str:
        owners: list[Operator] = getattr(mall, "owners", [])
        return f"{owners[0].user.login_id} ({owners[0].user.email})" if owners else "-"

    @admin.display(description=gettext_lazy("mall ID"), ordering="host")
    def mall_host(self, mall: Mall) -> str:
        return mall.host

    @admin.display(description=gettext_lazy("created"), ordering="created_at")
    def made_at(self, mall: Mall) -> datetime:
        return mall.created_at

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("<int:mall_id>/open/", view(self.open_view), name="accounts_mall_open"),
            path("<int:mall_id>/log/", view(self.log_view), name="accounts_mall_log"),
        ]
        return [*own, *super().get_urls()]

    def open_view(self, request: HttpRequest, mall_id: int) -> HttpResponse:
        """Ask for the reason; write it into the mall's log; show the log for half an hour."""
        mall = self.get_object(request, str(mall_id))
        if mall is None:
            return redirect("admin:accounts_mall_changelist")
        form = OpenMallForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            open_mall(mall_id, reason=form.cleaned_data["reason"], actor=Actor.staff(int(request.user.pk or 0)))
            request.session[SESSION_KEY] = {**_opened(request), str(mall_id): int(time.time()) + OPEN_SECONDS}
            return redirect("admin:accounts_mall_log", mall_id)
        context = self._context(request, mall, _("Open %(mall)s") % {"mall": mall.host}) | {"form": form}
        return TemplateResponse(request, "admin/mall_open.html", context, status=422 if form.errors else 200)

    def log_view(self, request: HttpRequest, mall_id: int) -> HttpResponse:
        """The mall's audit log, read as role app; without a fresh reason back to the question for it."""
        mall = self.get_object(request, str(mall_id))
        if mall is None:
            return redirect("admin:accounts_mall_changelist")
        if _opened(request).get(str(mall_id), 0) < time.time():
            return redirect("admin:accounts_mall_open", mall_id)
        lines, next_id = mall_log(mall_id, before_id=row_id(request.GET.get("before", "")))
        next_url = f"{reverse('admin:accounts_mall_log', args=[mall_id])}?before={next_id}" if next_id else ""
        context = self._context(request, mall, _("Log of %(mall)s") % {"mall": mall.host})
        context |= {"lines": lines, "next_url": next_url}
        return TemplateResponse(request, "admin/mall_log.html", context)

    def _context(self, request: HttpRequest, mall: Mall, title: str) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "title": title, "mall": mall, "opts": self.model._meta}


def _opened(request: HttpRequest) -> dict[str, int]:
    opened: dict[str, int] = request.session.get(SESSION_KEY, {})
    return {mall_id: until for mall_id, until in opened.items() if until > time.time()}
