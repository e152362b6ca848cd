"""The queue of work requests: check the rows, let it run or refuse it with a reason (R3.89)."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import admin, messages
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts import tenancy
from accounts.admin.base import LookOnly
from accounts.audit import Actor
from pro.domain import requests as rules
from pro.forms.agent import ReasonForm
from pro.models import WorkRequest
from pro.queries.requests import Detail, request_detail

State = WorkRequest.State
WAITING: Final = (State.RECEIVED, State.CHECKING)


@admin.register(WorkRequest)
class WorkRequestAdmin(LookOnly):
    """Those that wait first, the one that is due first at the top."""

    list_display = ("mall", "number", "kind", "shown_state", "total_rows", "failed_rows", "received", "due")
    list_filter = ("state", "kind", "received_at")
    search_fields = ("mall__host", "mall__name")
    search_help_text = gettext_lazy("Mall ID or store name")
    fields = (
        ("mall", "number", "kind"),
        ("shown_state", "received", "due"),
        ("total_rows", "done_rows", "failed_rows"),
    )
    change_form_outer_before_template = "admin/pro_request.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[WorkRequest]:
        waits = When(state__in=WAITING, then=Value(0))
        rows: QuerySet[WorkRequest] = super().get_queryset(request).select_related("mall")
        place = Case(waits, default=Value(1), output_field=IntegerField())
        return rows.annotate(place=place).order_by("place", "due_at", "-pk")

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def shown_state(self, row: WorkRequest) -> str:
        if row.waits and row.due_at < timezone.now():
            return _("%(state)s, overdue") % {"state": row.get_state_display()}
        return str(row.get_state_display())

    @admin.display(description=gettext_lazy("received"), ordering="received_at")
    def received(self, row: WorkRequest) -> str:
        return f"{timezone.localtime(row.received_at):%Y-%m-%d %H:%M}"

    @admin.display(description=gettext_lazy("due"), ordering="due_at")
    def due(self, row: WorkRequest) -> str:
        return f"{timezone.localtime(row.due_at):%Y-%m-%d %H:%M}"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/check/", view(require_POST(self.check_view)), name="pro_request_check"),
            path("<int:pk>/run/", view(require_POST(self.run_view)), name="pro_request_run"),
            path("<int:pk>/refuse/", view(self.refuse_view), name="pro_request_refuse"),
        ]
        return [*own, *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        row: WorkRequest = kwargs["obj"]
        context |= {"detail": _detail(row), "work_request": row}
        response: HttpResponse = super().render_change_form(request, context, **kwargs)
        return response

    def check_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take it up."""
        return self._do(request, pk, rules.begin_check)

    def run_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """It was checked: it runs."""
        return self._do(request, pk, rules.let_run)

    def refuse_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET asks for the reason, POST refuses."""
        row = WorkRequest.objects.select_related("mall").filter(pk=pk).first()
        if row is None:
            return self._gone(request)
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            return self._do(request, pk, rules.refuse, reason=form.cleaned_data["reason"])
        context = {
            **self.admin_site.each_context(request),
            "title": str(row.mall),
            "work_request": row,
            "form": form,
            "opts": self.model._meta,
        }
        return TemplateResponse(request, "admin/pro_request_refuse.html", context, status=422 if form.errors else 200)

    def _do(self, request: HttpRequest, pk: int, rule: Any, **values: str) -> HttpResponse:
        try:
            row = rule(pk, actor=Actor.staff(int(request.user.pk or 0)), **values)
        except WorkRequest.DoesNotExist:
            return self._gone(request)
        except rules.WrongState as error:
            state = State(error.state).label
            messages.warning(request, _("Nothing was changed: the request is “%(state)s” by now.") % {"state": state})
        else:
            messages.success(request, _("The request is “%(state)s” now.") % {"state": row.get_state_display()})
        return HttpResponseRedirect(reverse("admin:pro_workrequest_change", args=[pk]))

    def _gone(self, request: HttpRequest) -> HttpResponse:
        messages.error(request, _("There is no such request."))
        return HttpResponseRedirect(reverse("admin:pro_workrequest_changelist"))


def _detail(row: WorkRequest) -> Detail:
    """A merchant sent this to support, so no further reason is asked for before it is read."""
    with tenancy.mall(row.mall_id):
        return request_detail(row)
