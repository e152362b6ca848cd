"""The queue of main displays: which sections a mall has, and the decision (R3.47, R3.54)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import admin, messages
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import tenancy
from accounts.admin.base import LookOnly
from accounts.audit import Actor
from pro.domain.display import service as life
from pro.domain.display.areas import kind_of, recognised_categories
from pro.forms.agent import ReasonForm
from pro.models import DisplayService
from pro.queries.main_display import AreaLine, area_lines

State = DisplayService.State


@dataclass(frozen=True, slots=True)
class Step:
    """What staff can do with a service: from which states, by which rule, and whether the merchant reads a reason."""

    key: str
    label: Promise
    question: Promise
    states: frozenset[str]
    rule: Callable[..., DisplayService]
    asks_reason: bool = False


STEPS: Final = (
    Step(
        "approve",
        gettext_lazy("Approve"),
        gettext_lazy("Let the main display begin in this mall?"),
        frozenset({State.APPLIED}),
        life.approve,
    ),
    Step(
        "refuse",
        gettext_lazy("Refuse"),
        gettext_lazy("Refuse the main display of this mall?"),
        frozenset({State.APPLIED}),
        life.refuse,
        asks_reason=True,
    ),
    Step(
        "stop",
        gettext_lazy("Turn off"),
        gettext_lazy("Turn the main display of this mall off?"),
        frozenset({State.APPROVED, State.ANNOUNCED, State.RUNNING}),
        life.stop_by_staff,
        asks_reason=True,
    ),
)


@admin.register(DisplayService)
class DisplayServiceAdmin(LookOnly):
    """Those that wait for a decision first. Nothing is edited here: services are decided about."""

    list_display = ("mall", "state", "applied", "approved_on", "notice_due_at", "starts_on", "displayed_at")
    list_filter = ("state", "applied_at")
    search_fields = ("mall__host", "mall__name")
    search_help_text = gettext_lazy("Mall ID or store name")
    fields = (
        ("mall", "state"),
        ("applied", "terms_version"),
        ("approved_on", "notice_due_at", "notice_accepted_at"),
        ("starts_on", "started_at"),
        ("displayed_at", "start_notice_at"),
        ("ended_at", "ended_by"),
        "end_reason",
    )
    change_form_outer_before_template = "admin/pro_display_decision.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[DisplayService]:
        waits = When(state=State.APPLIED, then=Value(0))
        rows: QuerySet[DisplayService] = super().get_queryset(request).select_related("mall")
        return rows.annotate(place=Case(waits, default=Value(1), output_field=IntegerField())).order_by("place", "-pk")

    @admin.display(description=gettext_lazy("applied"), ordering="applied_at")
    def applied(self, service: DisplayService) -> str:
        return f"{timezone.localtime(service.applied_at):%Y-%m-%d %H:%M}"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path(f"<int:pk>/{step.key}/", view(self._view_of(step)), name=f"pro_display_{step.key}") for step in STEPS
        ]
        return [*own, *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        service: DisplayService = kwargs["obj"]
        steps = [
            (step.label, reverse(f"admin:pro_display_{step.key}", args=[service.pk]))
            for step in STEPS
            if service.state in step.states
        ]
        context |= {"steps": steps, "service": service, "areas": _areas(service)}
        response: HttpResponse = super().render_change_form(request, context, **kwargs)
        return response

    def _view_of(self, step: Step) -> Callable[..., HttpResponse]:
        def view(request: HttpRequest, pk: int) -> HttpResponse:
            return self._take(request, step, pk)

        return view

    def _take(self, request: HttpRequest, step: Step, pk: int) -> HttpResponse:
        """GET asks, POST does it."""
        service = DisplayService.objects.select_related("mall").filter(pk=pk).first()
        if service is None:
            messages.error(request, _("There is no such service."))
            return HttpResponseRedirect(reverse("admin:pro_displayservice_changelist"))
        form = ReasonForm(request.POST if request.method == "POST" else None) if step.asks_reason else None
        if request.method == "POST" and (form is None or form.is_valid()):
            self._do(request, step, pk, {"reason": form.cleaned_data["reason"]} if form else {})
            return HttpResponseRedirect(reverse("admin:pro_displayservice_change", args=[pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": str(service.mall),
            "service": service,
            "question": step.question,
            "label": step.label,
            "form": form,
            "areas": _areas(service),
            "opts": self.model._meta,
        }
        status = 422 if form is not None and form.errors else 200
        return TemplateResponse(request, "admin/pro_display_confirm.html", context, status=status)

    def _do(self, request: HttpRequest, step: Step, pk: int, values: dict[str, str]) -> None:
        try:
            service = step.rule(pk, actor=Actor.staff(int(request.user.pk or 0)), **values)
        except life.WrongState as error:
            state = State(error.state).label
            messages.warning(request, _("Nothing was changed: the service is “%(state)s” by now.") % {"state": state})
        except life.NotAvailable:
            messages.warning(request, _("Nothing was changed: PRO does not work for this mall at the moment."))
        else:
            messages.success(request, _("The service is “%(state)s” now.") % {"state": service.get_state_display()})


def _areas(service: DisplayService) -> list[AreaLine]:
    """Names of sections stand on the main page for everybody, so no reason is asked for before they are read."""
    with tenancy.mall(service.mall_id):
        return area_lines({row.pk: kind_of(row.name) or "" for row in recognised_categories()}, service)
