"""The review of apps: those that wait first; approve, reject, end the sale, delete on inquiry (R2.21, R2.23)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import admin, messages
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.base import LookOnly
from developer_center.domain import review_app
from developer_center.forms.app import ReasonForm
from developer_center.models import App
from developer_center.queries.apps import history_of_app

State = App.State


@dataclass(frozen=True, slots=True)
class Step:
    """What staff can do with an app, from which states, and whether the developer reads a reason."""

    key: str
    label: Promise
    question: Promise
    states: frozenset[str]
    rule: Callable[..., Any]
    asks_reason: bool = True


STEPS: Final = (
    Step(
        "approve",
        gettext_lazy("Approve"),
        gettext_lazy("Put this app on sale?"),
        frozenset({State.UNDER_REVIEW}),
        review_app.approve,
        asks_reason=False,
    ),
    Step(
        "reject",
        gettext_lazy("Reject"),
        gettext_lazy("Send this app back to its developer?"),
        frozenset({State.UNDER_REVIEW}),
        review_app.reject,
    ),
    Step(
        "end-sale",
        gettext_lazy("End the sale"),
        gettext_lazy("Take this app off sale?"),
        frozenset({State.FOR_SALE}),
        review_app.end_sale,
    ),
    Step(
        "delete",
        gettext_lazy("Delete on inquiry"),
        gettext_lazy("Delete this app for good?"),
        frozenset(State),
        review_app.delete_on_inquiry,
    ),
)


@admin.register(App)
class AppAdmin(LookOnly):
    """Nothing is edited here: apps are decided about."""

    list_display = ("name", "developer", "kind", "state", "created_at")
    list_filter = ("state", "kind", "created_at")
    search_fields = ("name", "client_id", "user__login_id", "app_url")
    search_help_text = gettext_lazy("App name, Client ID, App URL or developer's ID")
    fields = (
        ("name", "state"),
        ("developer", "kind"),
        ("client_id", "created_at"),
        "app_url",
        "redirects",
        "wanted",
        "operator_rights_url",
        "rejection_reason",
    )
    change_form_outer_before_template = "admin/app_decision.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[App]:
        waits = When(state=State.UNDER_REVIEW, then=Value(0))
        rows: QuerySet[App] = super().get_queryset(request).select_related("user")
        return rows.annotate(place=Case(waits, default=Value(1), output_field=IntegerField())).order_by("place", "-pk")

    @admin.display(description=gettext_lazy("developer"))
    def developer(self, app: App) -> str:
        return f"{app.user.login_id} {app.user.email}"

    @admin.display(description=gettext_lazy("Redirect URLs"))
    def redirects(self, app: App) -> str:
        return "\n".join(app.redirect_urls) or "-"

    @admin.display(description=gettext_lazy("API permissions"))
    def wanted(self, app: App) -> str:
        return ", ".join(app.scopes) or "-"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [path(f"<int:pk>/{step.key}/", view(self._view_of(step)), name=f"app_{step.key}") for step in STEPS]
        return [*own, *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        app: App = kwargs["obj"]
        steps = [
            (step.label, reverse(f"admin:app_{step.key}", args=[app.pk])) for step in STEPS if app.state in step.states
        ]
        context |= {"app": app, "steps": steps, "events": history_of_app(app)}
        response: HttpResponse = super().render_change_form(request, context, **kwargs)
        return response

    def _view_of(self, step: Step) -> Callable[..., HttpResponse]:
        def view(request: HttpRequest, pk: int) -> HttpResponse:
            return self._take(request, step, pk)

        return view

    def _take(self, request: HttpRequest, step: Step, pk: int) -> HttpResponse:
        """GET asks, POST does it."""
        app = App.objects.filter(pk=pk).first()
        if app is None:
            messages.error(request, _("There is no such app."))
            return HttpResponseRedirect(reverse("admin:developer_center_app_changelist"))
        form = ReasonForm(request.POST if request.method == "POST" else None) if step.asks_reason else None
        if request.method == "POST" and (form is None or form.is_valid()):
            return self._do(request, step, app, {"reason": form.cleaned_data["reason"]} if form else {})
        context = {
            **self.admin_site.each_context(request),
            "title": app.name,
            "app": app,
            "question": step.question,
            "label": step.label,
            "form": form,
            "opts": self.model._meta,
        }
        status = 422 if form is not None and form.errors else 200
        return TemplateResponse(request, "admin/app_confirm.html", context, status=status)

    def _do(self, request: HttpRequest, step: Step, app: App, values: dict[str, str]) -> HttpResponse:
        try:
            step.rule(app.pk, staff_id=int(request.user.pk or 0), **values)
        except review_app.WrongState as error:
            state = State(error.state).label
            messages.warning(request, _("Nothing was changed: the app is “%(state)s” by now.") % {"state": state})
        except App.DoesNotExist:
            messages.warning(request, _("There is no such app."))
        else:
            messages.success(request, _("Done. The developer is told by mail."))
        if step.key == "delete":
            return HttpResponseRedirect(reverse("admin:developer_center_app_changelist"))
        return HttpResponseRedirect(reverse("admin:developer_center_app_change", args=[app.pk]))
