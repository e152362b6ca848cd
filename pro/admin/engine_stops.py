"""Engines that are stopped: why, until when, letting them be asked again; and the log of both."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.admin.base import LookOnly
from accounts.models import User
from pro.domain.engine_stops import lift_stop
from pro.models import EngineEntry, EngineStop


@admin.register(EngineStop)
class EngineStopAdmin(LookOnly):
    """One row per engine; a stop ends by itself at its time."""

    list_display = ("engine", "reason", "detail", "stopped_at", "until", "again")
    ordering = ("-stopped_at",)

    @admin.display(description=gettext_lazy("Ask it again"))
    def again(self, stop: EngineStop) -> SafeString:
        url = reverse("admin:pro_enginestop_lift", args=[stop.pk])
        return format_html('<a href="{}">{}</a>', url, _("Ask it again now"))

    def get_urls(self) -> list[URLPattern]:
        lift = path("<int:stop_id>/lift/", self.admin_site.admin_view(lift_view), name="pro_enginestop_lift")
        return [lift, *super().get_urls()]


@admin.register(EngineEntry)
class EngineEntryAdmin(LookOnly):
    """Who let which engine be asked again, and what had stopped it."""

    list_display = ("engine", "action", "reason", "detail", "who", "at")
    list_filter = ("action", "at")
    ordering = ("-pk",)

    @admin.display(description=gettext_lazy("By"))
    def who(self, entry: EngineEntry) -> str:
        return getattr(entry, "login_id", None) or str(entry.staff_id or _("The platform"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[EngineEntry]:
        people = User.objects.filter(pk=OuterRef("staff_id")).values("login_id")
        rows: QuerySet[EngineEntry] = super().get_queryset(request)
        return rows.annotate(login_id=Subquery(people))


@require_http_methods(["GET", "HEAD", "POST"])
def lift_view(request: HttpRequest, stop_id: int) -> HttpResponse:
    """Asks first (GET), then lifts the stop; the next run of each mall asks the engine."""
    stop = EngineStop.objects.using("support").filter(pk=stop_id).first()
    if stop is not None and request.method != "POST":
        context = {**admin.site.each_context(request), "title": _("Ask the engine again"), "stop": stop}
        return TemplateResponse(request, "admin/engine_stop_lift.html", context)
    if lift_stop(stop_id, staff_id=int(request.user.pk or 0)):
        messages.success(request, _("The engine is asked again from the next run on."))
    else:
        messages.warning(request, _("This stop was over already."))
    return redirect("admin:pro_enginestop_changelist")
